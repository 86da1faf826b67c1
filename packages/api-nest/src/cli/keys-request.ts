import { err, isScope, ok, scopes, type Result, type Scope } from '@annals/domain';
import { parseArgs } from 'node:util';

/** What somebody wants of the keys. */
export type KeysRequest =
  | { readonly action: 'create'; readonly owner: string; readonly scopes: readonly Scope[]; readonly lastsMs?: number }
  | { readonly action: 'list' }
  | { readonly action: 'revoke'; readonly keyId: string };

/** How the command is called. */
export const keysUsage =
  'usage: npm run keys -- create --owner NAME --scopes A,B [--expires 90d] | list | revoke KEY-ID';

const unitsMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** Ten years. */
const longestMs = 3650 * 86_400_000;

const options = { owner: { type: 'string' }, scopes: { type: 'string' }, expires: { type: 'string' } } as const;

/** Reads what was typed after the command's name; fails with a line for each fault. */
export function readKeysRequest(typed: readonly string[]): Result<KeysRequest, readonly string[]> {
  const parsed = parse(typed);
  if (parsed === undefined) return err([keysUsage]);
  const { values, positionals } = parsed;
  const [action, ...operands] = positionals;
  const isPlain = Object.keys(values).length === 0;
  if (action === 'create' && operands.length === 0) return readCreation(values);
  if (action === 'list' && operands.length === 0 && isPlain) return ok({ action });
  if (action === 'revoke' && operands.length === 1 && isPlain) return readRevocation(operands[0]!);
  return err([keysUsage]);
}

function parse(typed: readonly string[]) {
  try {
    return parseArgs({ args: [...typed], options, allowPositionals: true });
  } catch {
    return undefined;
  }
}

function readCreation(values: {
  readonly owner?: string | undefined;
  readonly scopes?: string | undefined;
  readonly expires?: string | undefined;
}): Result<KeysRequest, readonly string[]> {
  const faults: string[] = [];
  const names = (values.scopes ?? '').split(',').filter((name) => name !== '');
  const lastsMs = values.expires === undefined ? undefined : millisecondsOf(values.expires);
  if (values.owner === undefined) faults.push('--owner is required: whose key it is, such as a team or a service');
  if (names.length === 0) faults.push(`--scopes is required: some of ${scopes.join(',')}`);
  for (const name of names) if (!isScope(name)) faults.push(`${name} is no scope: known are ${scopes.join(', ')}`);
  if (Number.isNaN(lastsMs)) faults.push('--expires must be a time such as 90d, 12h or 30m, of at most 3650d');
  if (faults.length > 0) return err(faults);
  return ok({
    action: 'create',
    owner: values.owner!,
    scopes: names.filter(isScope),
    ...(lastsMs !== undefined && { lastsMs }),
  });
}

function millisecondsOf(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,6})([dhm])$/.exec(text) ?? [];
  const ms = count === undefined ? Number.NaN : Number(count) * unitsMs[unit!]!;
  return ms <= longestMs ? ms : Number.NaN;
}

function readRevocation(keyId: string): Result<KeysRequest, readonly string[]> {
  return /^[A-Za-z0-9_-]{16}$/.test(keyId)
    ? ok({ action: 'revoke', keyId })
    : err(['KEY-ID must be the 16 characters between annals_ and the dot; npm run keys -- list shows them']);
}
