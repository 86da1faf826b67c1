import type { Clock } from '../shared/ports.js';
import { inUseCase, type Observed } from '../telemetry/use-case.js';
import { parseId, parseSource } from './event-attributes.js';
import type { EventIdentity } from './event-identity.js';
import type { EventRepository } from './event-repository.js';
import type { Event } from './event.js';

/** The event of an identity, strongly consistent with recording; `undefined` if it is absent, has expired, or could not exist. */
export async function findEvent(
  identity: EventIdentity,
  dependencies: Observed & { readonly repository: EventRepository; readonly clock: Clock },
): Promise<Event | undefined> {
  if (!parseId(identity.id).ok || !parseSource(identity.source).ok) return undefined;
  const { repository, clock } = dependencies;
  const attributes = { 'annals.event.id': identity.id, 'annals.event.source': identity.source };
  return inUseCase('findEvent', dependencies, attributes, () =>
    repository.find(identity, Math.floor(clock.nowMicros() / 1000)),
  );
}
