import { isIPv6 } from 'node:net';

/**
 * What requests of one client are counted by: its IPv4 address, or the /64 of its IPv6 address, within which a client takes as many as
 * it likes.
 */
export function clientOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  // Asked of an IPv4 address, Node would compile its long expression for IPv6: over 3 ms of a cold start.
  return address.includes(':') && isIPv6(address) ? `${networkOf(address)}::/64` : address;
}

/** The first four groups, without leading zeros. */
function networkOf(address: string): string {
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill('0'), ...right]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** The groups of a part of an address; an IPv4 address at its end is two. */
function groups(part: string): string[] {
  return part === '' ? [] : part.split(':').flatMap((group) => (group.includes('.') ? [group, group] : [group]));
}
