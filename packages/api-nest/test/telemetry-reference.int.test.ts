import { createPrometheusMeter } from '@annals/adapters-telemetry';
import { EngineUnavailable, labelValues, metrics, queueEvents, type AppendOutcome } from '@annals/domain';
import {
  draft,
  InMemoryEventRepository,
  InMemoryMessageQueue,
  newYear2026Micros,
  RecordingTelemetry,
  sha256,
} from '@annals/domain/testing';
import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { refused } from '../src/auth/authentication.js';
import { openToAll } from '../src/auth/access-options.js';
import { createLogger } from '../src/server/log.js';
import { drainQueue } from './support/drain-queue.js';
import { postJson } from './support/http-subject.js';
import { openLocal } from './support/local-subject.js';
import { RawConnection } from './support/raw-connection.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${root}docs/reference/telemetry.md`, 'utf8');

/** What runs, without its tests. */
const sources = globSync('packages/{domain,api-nest,adapters-*,ingest-lambda}/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(`${root}${file}`, 'utf8'))
  .join('\n');

/** The rows of the table below a heading, without its head: the cells of each. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.filter((row, index) => !/^-+$/.test(row[0]!) && !/^-+$/.test(rows[index + 1]?.[0] ?? ''));
}

/** What stands in backticks. */
const codesIn = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const firstCodes = (heading: string): readonly string[] => rowsOf(heading).flatMap(([first]) => codesIn(first!));
const found = (pattern: RegExp): readonly string[] =>
  [...sources.matchAll(pattern)].map(([, ...groups]) => groups.join(' '));
const sorted = (all: Iterable<string>): readonly string[] => [...new Set(all)].sort();

describe('the reference page of telemetry', () => {
  it('has every metric with its kind, unit and labels, and no other', () => {
    const described = rowsOf('Metrics').map(([name, kind, unit, labels]) => [
      codesIn(name!)[0],
      { kind, unit: codesIn(unit!)[0], labels: codesIn(labels!) },
    ]);
    const defined = Object.entries(metrics).map(([name, { kind, unit, labels }]) => [name, { kind, unit, labels }]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(defined));
  });

  it('has every value of the labels of which there is a list', () => {
    const described = rowsOf('Values of labels')
      .filter(([first]) => first!.startsWith('`annals_'))
      .map(([name, label, values]) => [`${codesIn(name!)[0]!} ${codesIn(label!)[0]!}`, codesIn(values!)]);
    const defined = Object.entries(labelValues).flatMap(([name, labels]) =>
      Object.entries<readonly string[]>(labels).map(([label, values]) => [`${name} ${label}`, values]),
    );
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(defined));
  });

  it('has every operation of the embedded engine', () => {
    const operations = rowsOf('Values of labels').filter(([first]) => /^`(sqlite|folder)`$/.test(first!));
    const described: object = Object.fromEntries(
      operations.map(([engine, all]) => [codesIn(engine!)[0]!, sorted(codesIn(all!))]),
    );
    expect(described).toEqual({
      sqlite: sorted(found(/statement\('(\w+)'/g)),
      folder: sorted(found(/folder\('(\w+)'/g)),
    });
  });

  it('has every metric of the process', async () => {
    const text = await createPrometheusMeter().text();
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!);
    expect(sorted(firstCodes('The process'))).toEqual(sorted(names.filter((name) => !name.startsWith('annals_'))));
  });

  it('has every span', () => {
    const patterns = ['{method} {route}', '{operation} {queue}', 'process {queue}', '{service}.{operation}'];
    const named = [
      ...found(/\bin(?:Batch)?UseCase\(\s*'(\w+)'/g),
      ...found(/paged\('(\w+)'/g),
      ...found(/telemetry\.inSpan\('([^']+)'/g),
      ...found(/statement\('\w+', '(\w+)', '(\w+)'\)/g),
      ...found(/folder\('\w+', '([^']+)'\)/g),
    ];
    expect(sorted(firstCodes('Spans'))).toEqual(sorted([...patterns, ...named]));
  });

  it('has every attribute of a span', () => {
    const prefixes = 'http|url|server|network|user_agent|db|messaging|aws|rpc|cloud|annals|error';
    const keys = found(new RegExp(`'((?:${prefixes})\\.[a-z0-9_.]+)'`, 'g'));
    const others = new Set(['aws.dynamodb', 'aws.s3', 'annals.db', 'annals.sample.title', 'annals.sample.data']);
    const described = firstCodes('Attributes').filter((code) => code.includes('.'));
    expect(sorted(described)).toEqual(sorted(keys.filter((key) => !others.has(key))));
  });

  it('has every field of the log', async () => {
    const fields = new Set((await lines()).flatMap((line) => Object.keys(line)));
    expect(sorted(firstCodes('The log'))).toEqual(sorted(fields));
  });
});

/** Lines of everything that can become of requests and messages. */
async function lines(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const written: Record<string, unknown>[] = [];
  const telemetry = new RecordingTelemetry();
  const write = (line: string): unknown => written.push(JSON.parse(line) as Record<string, unknown>);
  const logger = createLogger('info', { write }, telemetry);
  const repository = new InMemoryEventRepository();
  const clock = { nowMicros: () => newYear2026Micros };
  const queue = new InMemoryMessageQueue({ name: 'events', maxReceives: 1 });
  const sample = new InMemoryMessageQueue({ name: 'sample' });
  const app = { telemetry, queues: { events: queue, sample } };
  const subject = await openLocal({ repository, logger, app });
  const event = { id: 'a', type: 't', payload: 1 };
  for (const payload of [1, 1, 2]) await postJson(subject.send, '/events', { ...event, payload });
  await postJson(subject.send, '/events/batch', [event, { ...event, id: 'b' }, { ...event, type: 'u' }, { id: 'c' }]);
  await postJson(subject.send, '/events/batch', [{ ...event, id: 'd' }], { prefer: 'respond-async' });
  await breakOff(subject.port);
  const append = repository.append.bind(repository);
  const cause = new EngineUnavailable('memory', 1, { cause: new Error('away') });
  repository.append = async (attempts, atMs): Promise<readonly AppendOutcome[]> =>
    (await append(attempts, atMs)).map((outcome, index) => (index === 0 ? { code: 'failed', cause } : outcome));
  await postJson(subject.send, '/events/batch', [
    { ...event, id: 'f' },
    { ...event, id: 'g' },
  ]);
  await subject.close();
  const shut = { ...openToAll, authenticate: () => refused('unknown', 'somebody') };
  const closed = await openLocal({ logger, app: { telemetry, access: shut } });
  await closed.send('GET', '/events');
  await closed.close();
  const deps = { queue, clock, sha256, ids: { nextId: () => 'w' } };
  await queueEvents([draft({ id: 'a', payload: 'other' })], deps);
  await queue.send([{ body: 'poison' }]);
  const worker = { ...deps, repository, telemetry, logger };
  await drainQueue(worker);
  repository.append = append;
  await queueEvents([draft({ id: 'a', payload: 'another' })], deps);
  await drainQueue(worker);
  return written.filter((line) => !('context' in line));
}

/** A client that leaves before its body is whole. */
async function breakOff(port: number): Promise<void> {
  const connection = await RawConnection.open(port);
  connection.send(
    'POST /events HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'Content-Length: 9',
    '',
    '{',
  );
  connection.close();
}
