import type { Clock } from '../shared/ports.js';
import type { EventIdentity } from './event-identity.js';
import type { EventRepository } from './event-repository.js';
import type { Event } from './event.js';
import { findEvent } from './find-event.js';

/** An event that was sent to be recorded later: its identity, and what tells it from others of that identity. */
export interface Submission extends EventIdentity {
  readonly digest: string;
}

/** What became of a submission. */
export type SubmissionState =
  /** Nothing is stored: it is queued, was given up, has expired, or was never sent. */
  | { readonly code: 'pending' }
  | { readonly code: 'done'; readonly event: Event }
  /** Another event has the identity; `stored` stays, and what was submitted is not recorded. */
  | { readonly code: 'conflict'; readonly stored: Event };

/** Tells what became of a submission, strongly consistent with recording. */
export async function submissionState(
  { digest, ...identity }: Submission,
  dependencies: { readonly repository: EventRepository; readonly clock: Clock },
): Promise<SubmissionState> {
  const stored = await findEvent(identity, dependencies);
  if (stored === undefined) return { code: 'pending' };
  return stored.digest === digest ? { code: 'done', event: stored } : { code: 'conflict', stored };
}
