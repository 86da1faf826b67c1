import { structured, type GithubEvent } from './github-events.js';

/** A request that posts some events. */
export interface Sending {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly events: readonly GithubEvent[];
}

/** How events can be posted, each with the number of events that one request carries. */
const modes: readonly {
  readonly size: number;
  readonly make: (events: readonly GithubEvent[]) => Omit<Sending, 'events'>;
}[] = [
  { size: 1, make: ([event]) => request('/events', 'application/cloudevents+json', structured(event!)) },
  { size: 1, make: ([event]) => binary(event!) },
  { size: 1, make: ([event]) => request('/events', 'application/json', native(event!)) },
  { size: 15, make: (events) => request('/events/batch', 'application/json', `[${events.map(native).join(',')}]`) },
  {
    size: 15,
    make: (events) =>
      request('/events/batch', 'application/cloudevents-batch+json', `[${events.map(structured).join(',')}]`),
  },
  {
    size: 15,
    make: (events) =>
      request('/events/batch', 'application/x-ndjson', events.map((event) => `${structured(event)}\n`).join('')),
  },
];

function request(path: string, contentType: string, body: string): Omit<Sending, 'events'> {
  return { path, headers: { 'content-type': contentType }, body };
}

function binary({ data, ...attributes }: GithubEvent): Omit<Sending, 'events'> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'ce-specversion': '1.0' };
  for (const [name, value] of Object.entries(attributes)) headers[`ce-${name}`] = encodeURIComponent(value);
  return { path: '/events', headers, body: JSON.stringify(data) };
}

/** An event in Annals' own representation. */
function native({ data, ...members }: GithubEvent): string {
  return JSON.stringify({ ...members, dataContentType: 'application/json', payload: data });
}

/** Cuts events into requests of every mode: as many events go by each. */
export function sendings(events: readonly GithubEvent[]): Sending[] {
  return modes.flatMap(({ size, make }, mode) => {
    const own = events.filter((_, index) => index % modes.length === mode);
    return Array.from({ length: Math.ceil(own.length / size) }, (_, index) => {
      const part = own.slice(index * size, (index + 1) * size);
      return { ...make(part), events: part };
    });
  });
}

/** Posts them; what the server said of each event: `recorded`, `replayed`, or what went wrong. */
export async function send(url: string, { path, headers, body, events }: Sending): Promise<string[]> {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  const answer = (await response.json()) as { results?: { status: string }[] };
  if (answer.results !== undefined) return answer.results.map(({ status }) => status);
  const outcome = { 200: 'replayed', 201: 'recorded' }[response.status] ?? JSON.stringify(answer);
  return events.map(() => outcome);
}
