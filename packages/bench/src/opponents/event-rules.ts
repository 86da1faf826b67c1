import { createHash } from 'node:crypto';

/** An event that passes the rules. */
export interface PlainEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly dataContentType?: string;
  readonly payload?: unknown;
}

const limits = { id: 128, source: 512, type: 256, subject: 512, time: 64, dataContentType: 256 } as const;
const members = new Set([...Object.keys(limits), 'payload']);
const required = ['id', 'type'] as const;
const optional = ['source', 'subject', 'time', 'dataContentType'] as const;
const controlCharacters = /\p{Cc}/u;
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const aheadMs = 24 * 60 * 60 * 1000;
const maxPayloadBytes = 256 * 1024;

/** What is wrong with a posted event, by hand: the rules that Annals has for the members that its events usually have. */
export function faultsOf(posted: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  for (const name of Object.keys(posted)) if (!members.has(name)) faults.push(`${name} is not a member of an event`);
  for (const name of required) {
    if (posted[name] === undefined) faults.push(`${name} is required`);
    else judgeText(name, posted[name], faults);
  }
  for (const name of optional) if (posted[name] !== undefined) judgeText(name, posted[name], faults);
  if (typeof posted['time'] === 'string') judgeTime(posted['time'], faults);
  const payload = posted['payload'];
  if (payload !== undefined && Buffer.byteLength(JSON.stringify(payload)) > maxPayloadBytes)
    faults.push('payload is too large');
  return faults;
}

/** Tells whether two events are the same, as Annals' own digest does. */
export function digestOf({ id, source, type, subject, time, payload }: PlainEvent): string {
  const data = createHash('sha256')
    .update(payload === undefined ? '' : JSON.stringify(payload))
    .digest('base64url');
  return createHash('sha256')
    .update(JSON.stringify([id, source, type, subject, time, data]))
    .digest('base64url');
}

function judgeText(name: keyof typeof limits, value: unknown, faults: string[]): void {
  if (typeof value !== 'string') faults.push(`${name} must be a string`);
  else if (value.length === 0 || Buffer.byteLength(value) > limits[name] || controlCharacters.test(value))
    faults.push(`${name} must have 1 to ${limits[name]} bytes and no control characters`);
  else if (!value.isWellFormed()) faults.push(`${name} must be well-formed`);
}

function judgeTime(time: string, faults: string[]): void {
  const ms = rfc3339.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(ms)) faults.push('time must be as RFC 3339 has it');
  else if (ms > Date.now() + aheadMs) faults.push('time must not be over a day ahead');
}
