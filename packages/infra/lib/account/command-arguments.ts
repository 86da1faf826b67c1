import type { Settings } from '../config.js';

/** What a command of the CDK was told that concerns which deployment is meant, and by whom. */
export interface CommandArguments {
  /** Settings given as `-c name=value`. */
  readonly context: Readonly<Record<string, string>>;
  /** The profile of credentials to use, as `--profile` names it. */
  readonly profile: string | undefined;
  /** Everything else, in its order. */
  readonly rest: readonly string[];
}

/** An argument is not understood; the message says which. */
export class UnknownArgument extends Error {
  override readonly name = 'UnknownArgument';
}

/** Reads arguments spelled as the CDK's own are. Throws `UnknownArgument` for a setting without a value. */
export function readCommandArguments(args: readonly string[]): CommandArguments {
  const context: Record<string, string> = {};
  const rest: string[] = [];
  let profile: string | undefined;
  const parts = args.flatMap((arg) => (/^--(?:context|profile)=/.test(arg) ? splitOnce(arg) : [arg])).values();
  for (const arg of parts) {
    if (arg === '--profile') profile = valueAfter(arg, parts.next());
    else if (arg === '-c' || arg === '--context') {
      const [name, value] = splitOnce(valueAfter(arg, parts.next()));
      if (value === undefined) throw new UnknownArgument(`${arg} ${name}: must be ${arg} name=value`);
      context[name] = value;
    } else rest.push(arg);
  }
  return { context, profile, rest };
}

/** All settings as arguments that give the same again, wherever they came from. */
export function argumentsOf(settings: Settings): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]: [string, Settings[keyof Settings]]) =>
    value === undefined ? [] : ['--context', `${name}=${String(value)}`],
  );
}

function splitOnce(text: string): [string] | [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function valueAfter(name: string, { value }: { readonly value?: string | undefined }): string {
  if (value === undefined) throw new UnknownArgument(`${name}: needs a value`);
  return value;
}
