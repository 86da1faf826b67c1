import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A recorded GitHub webhook as a CloudEvent. */
export interface GithubEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  /** The payload as the source file has it. */
  readonly data: unknown;
}

interface Examples {
  readonly name: string;
  readonly examples: readonly { readonly action?: string; readonly repository?: { readonly full_name?: string } }[];
}

const firstTimeMs = Date.UTC(2024, 0, 1);

/** Every payload of `@octokit/webhooks-examples`, of github.com and of each Enterprise Server version, one a minute from 2024 on. */
export function githubEvents(): GithubEvent[] {
  const root = dirname(createRequire(import.meta.url).resolve('@octokit/webhooks-examples/package.json'));
  const hosts = readdirSync(root, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'node_modules',
  );
  const events: GithubEvent[] = [];
  for (const { name: host } of hosts) {
    const files = JSON.parse(readFileSync(join(root, host, 'index.json'), 'utf8')) as Examples[];
    for (const { name, examples } of files)
      for (const data of examples)
        events.push({
          id: `${name}-${events.length}`,
          source: `https://${host}/webhooks`,
          type: ['com.github', name, data.action].filter(Boolean).join('.'),
          subject: data.repository?.full_name ?? 'none',
          time: new Date(firstTimeMs + events.length * 60_000).toISOString(),
          data,
        });
  }
  return events;
}

/** An event in CloudEvents' JSON format. */
export function structured({ data, ...attributes }: GithubEvent): string {
  return JSON.stringify({ specversion: '1.0', ...attributes, datacontenttype: 'application/json', data });
}
