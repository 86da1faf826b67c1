import type { EventIdentity } from '@annals/domain';

/** Ids that can stand in a path: gateways and proxies decode, merge and truncate others. */
const pathSafeId = /^(?!\.{1,2}$)[A-Za-z0-9._~-]+$/;

/** Whether an id can stand in a path. */
export function isPathSafe(id: string): boolean {
  return pathSafeId.test(id);
}

/** The collection that a location is written for: what it is relative to. */
export type LocationBase = 'events' | 'events/batch';

/** The address of an event relative to the request that recorded it: whatever stands before `/events` stays. */
export function locationOf({ source, id }: EventIdentity, base: LocationBase): string {
  const query = `source=${encodeURIComponent(source)}`;
  if (isPathSafe(id)) return `${base === 'events' ? 'events/' : ''}${id}?${query}`;
  return `${base === 'events' ? '' : '../'}event?${query}&id=${encodeURIComponent(id)}`;
}
