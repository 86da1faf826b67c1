import { hash } from 'node:crypto';
import { acceptEvent } from '../src/event/accept-event.js';
import type { EventDraft } from '../src/event/event-draft.js';
import type { AppendAttempt } from '../src/event/event-repository.js';
import type { Event } from '../src/event/event.js';
import { readNativeEvent } from '../src/event/representations/native-event.js';
import { readJson } from '../src/json/json-slice.js';
import type { Sha256 } from '../src/shared/ports.js';

/** SHA-256 by Node, for tests. */
export const sha256: Sha256 = (input) => hash('sha256', input, 'base64url');

/** 2026-01-01T00:00:00Z in microseconds: when builders accept, unless told otherwise. */
export const newYear2026Micros = Date.UTC(2026, 0, 1) * 1000;

/** A native draft of JSON members, `{id: 'e1', type: 'test.happened', payload: {}}` where they are not given. */
export function draft(members: Readonly<Record<string, unknown>> = {}): EventDraft {
  return draftOfText(JSON.stringify({ id: 'e1', type: 'test.happened', payload: {}, ...members }));
}

/** A native draft of a JSON text. */
export function draftOfText(text: string): EventDraft {
  const json = readJson(text);
  if (!json.ok) throw new Error(`the test's text ${json.error}`);
  return readNativeEvent(json.value);
}

/** An event of native members, accepted at `newYear2026Micros` unless told otherwise. */
export function event(members: Readonly<Record<string, unknown>> = {}, acceptedAtMicros = newYear2026Micros): Event {
  const accepted = acceptEvent(draft(members), { acceptedAtMicros, defaultTimeMicros: acceptedAtMicros, sha256 });
  if (!accepted.ok) throw new Error(`the test's event is refused: ${JSON.stringify(accepted.error)}`);
  return accepted.value;
}

let writes = 0;

/** An attempt at recording an event, with a write id of its own unless one is given. */
export function attempt(of: Event, writeId = `write-${++writes}`): AppendAttempt {
  return { event: of, writeId };
}
