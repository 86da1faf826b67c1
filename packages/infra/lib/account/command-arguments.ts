/** What `cdk:destroy` was told. */
export interface DestroyArguments {
  /** Settings given as `-c name=value`. */
  readonly context: Readonly<Record<string, string>>;
  /** The profile of credentials to use, as `--profile` names it. */
  readonly profile: string | undefined;
  /** Whether nobody is to be asked. */
  readonly force: boolean;
}

/** The arguments are not understood; the message says which. */
export class UnknownArgument extends Error {
  override readonly name = 'UnknownArgument';
}

/** Reads the arguments of `cdk:destroy`, spelled as the CDK's own are. Throws `UnknownArgument`. */
export function readDestroyArguments(args: readonly string[]): DestroyArguments {
  const context: Record<string, string> = {};
  let profile: string | undefined;
  let force = false;
  const rest = args.flatMap((arg) => (/^--(?:context|profile)=/.test(arg) ? splitOnce(arg) : [arg])).values();
  for (const arg of rest) {
    if (arg === '--force' || arg === '-f') force = true;
    else if (arg === '--profile') profile = valueAfter(arg, rest.next());
    else if (arg === '-c' || arg === '--context') {
      const [name, value] = splitOnce(valueAfter(arg, rest.next()));
      if (value === undefined) throw new UnknownArgument(`${arg} ${name}: must be ${arg} name=value`);
      context[name] = value;
    } else throw new UnknownArgument(`${arg}: known are -c name=value, --profile name and --force`);
  }
  return { context, profile, force };
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function valueAfter(name: string, { value }: { readonly value?: string | undefined }): string {
  if (value === undefined) throw new UnknownArgument(`${name}: needs a value`);
  return value;
}
