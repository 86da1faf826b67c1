import { expect } from '@jest/globals';
import type { GithubEvent } from './github-events.js';

/** An event as a list has it. */
interface ListedEvent {
  readonly id: string;
  readonly payload: unknown;
}

/** What a server answers for an event in CloudEvents' JSON format. */
export async function findRecorded(url: string, { id, source }: GithubEvent): Promise<unknown> {
  const response = await fetch(`${url}/event?${new URLSearchParams({ source, id }).toString()}`, {
    headers: { accept: 'application/cloudevents+json' },
  });
  return response.json();
}

/** What `findRecorded` gives where the event is recorded as it was sent. */
export function asRecorded(event: GithubEvent): unknown {
  return { specversion: '1.0', datacontenttype: 'application/json', ...event };
}

/** Every event that a query finds, page by page. */
export async function listRecorded(url: string, query: Readonly<Record<string, string>>): Promise<ListedEvent[]> {
  const items: ListedEvent[] = [];
  let next: string | undefined = `?${new URLSearchParams(query).toString()}`;
  while (next !== undefined) {
    const response = await fetch(`${url}/events${next}`);
    expect(response.status).toBe(200);
    items.push(...((await response.json()) as { items: ListedEvent[] }).items);
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return items;
}
