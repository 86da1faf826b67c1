import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessLogFormat } from '../../lib/api/access-log-format.js';
import { readSettings } from '../../lib/config.js';
import { savedQueries, type QueriedLog } from '../../lib/monitoring/saved-query-definitions.js';
import { resolverOf } from '../iam/resolve.js';
import { fieldsOf } from '../support/query-fields.js';
import { resourcesOf } from '../support/templates.js';
import { LambdaFunction, type LogLine } from './lambda-function.js';
import { LocalDeployment } from './local-deployment.js';

/** Where nothing listens. */
const nowhere = 'http://127.0.0.1:1';
const json = { 'content-type': 'application/json' };
const names = ['api', 'bucket-lister', 'object-notifications', 'queued-events', 'reconciliation'] as const;

let deployment: LocalDeployment;
/** The API as it is when its table cannot be reached. */
let cutOff: LambdaFunction;

beforeAll(async () => {
  deployment = await LocalDeployment.start({ api: 'http' });
  const { definition } = deployment.functions['api']!;
  cutOff = new LambdaFunction({
    ...definition,
    environment: { ...definition.environment, DYNAMODB_ENDPOINT: nowhere },
  });
  await doEverythingThatIsLogged();
});
afterAll(async () => {
  await cutOff.stop();
  await deployment.stop();
});

async function doEverythingThatIsLogged(): Promise<void> {
  const post = (event: object) =>
    deployment.fetch(`${deployment.baseUrl}/events`, {
      method: 'POST',
      headers: { ...json, prefer: 'respond-async' },
      body: JSON.stringify({ source: '/queries', type: 'tried', ...event }),
    });
  await post({ id: 'a', payload: 1 });
  await until('queued-events', (line) => line['recorded'] === 1);
  await post({ id: 'a', payload: 2 });
  await until('queued-events', (line) => line['conflict'] === 1);
  await deployment.send('events', 'not an event');
  await until('queued-events', (line) => line['buried'] === 1);
  await deployment.putObject('a', 'content');
  await until('object-notifications', (line) => line['processed'] === 1);
  await deployment.send('notifications', 'not a notification');
  await until('object-notifications', (line) => line['failed'] === 1);
  await deployment.functions['reconciliation']!.invoke({});
  await deployment.fetch(`${deployment.baseUrl}/bucket/objects`);
  await cutOff.invoke(gatewayRequest('/events/a?source=/queries'));
}

/** What the HTTP API hands to its function. */
function gatewayRequest(path: string): unknown {
  const [rawPath, rawQueryString = ''] = path.split('?');
  const http = { method: 'GET', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' };
  const iam = { accountId: '111122223333', userArn: 'arn:aws:iam::111122223333:user/a', userId: 'AIDAEXAMPLE' };
  const requestContext = { http, requestId: 'a', domainName: 'api.example', stage: '$default', authorizer: { iam } };
  return { version: '2.0', rawPath, rawQueryString, headers: {}, requestContext, isBase64Encoded: false };
}

const linesOf = (name: string): readonly LogLine[] => {
  const logs = [deployment.functions[name]!.log, ...(name === 'api' ? [cutOff.log] : [])];
  return logs.flat().filter((line) => typeof line !== 'string');
};

/** Waits for a line; the limit of what begins the tests ends the wait. */
async function until(name: string, holds: (line: LogLine) => boolean): Promise<void> {
  while (!linesOf(name).some(holds)) await delay(50);
}

/** Every path of a line, as Logs Insights names it: `err.message`. */
function pathsOf(line: object, before = ''): readonly string[] {
  return Object.entries(line).flatMap(([name, value]) => [
    `${before}${name}`,
    ...(typeof value === 'object' && value !== null ? pathsOf(value as object, `${before}${name}.`) : []),
  ]);
}

function fieldsWritten(log: QueriedLog): ReadonlySet<string> {
  if (log !== 'api-access') return new Set(linesOf(log).flatMap((line) => pathsOf(line)));
  const formats = (['rest', 'http'] as const).map((api) => accessLogFormat(readSettings({ api })).toString());
  return new Set(formats.flatMap((format) => Object.keys(JSON.parse(format) as object)));
}

describe('the saved query', () => {
  it.each(savedQueries.map((query) => [query.name, query] as const))(
    '“%s” names fields that its functions really write',
    (_name, { logs, lines }) => {
      const written = new Set(logs.flatMap((log) => [...fieldsWritten(log)]));
      expect(fieldsOf(lines.join('\n| ')).filter((field) => !written.has(field))).toEqual([]);
    },
  );

  it.each(savedQueries.map((query) => [query.name, query] as const))(
    '“%s” filters by messages that its functions really write',
    (_name, { logs, lines }) => {
      const filtered = lines.flatMap((line) => [...line.matchAll(/\b(msg|message) = "([^"]*)"/g)]);
      const written = names.filter((name) => logs.includes(name)).flatMap(linesOf);
      for (const [, field, text] of filtered) expect(written.map((line) => line[field!])).toContain(text);
    },
  );
});

describe('the filter that counts lines of errors', () => {
  const levelsOf = (name: string, isCounted: boolean) =>
    new Set(
      linesOf(name)
        .filter((line) => counts(name, line) === isCounted)
        .map(({ level }) => level),
    );

  it.each([
    ['api', 50, 30],
    ['object-notifications', 'ERROR', 'INFO'],
    ['queued-events', 'ERROR', 'INFO'],
  ] as const)('counts errors that %s really writes, and neither other lines nor figures', (name, error, other) => {
    expect(levelsOf(name, true)).toEqual(new Set([error]));
    const left = levelsOf(name, false);
    expect(left).not.toContain(error);
    expect([...left]).toEqual(expect.arrayContaining([other, undefined]));
  });
});

/** Whether the deployed metric filter of a function's log takes a line: its pattern is alternatives of one field each. */
function counts(name: string, line: LogLine): boolean {
  const group = `/annals/dev/dev/${name}`;
  const filter = resourcesOf({}, 'AWS::Logs::MetricFilter')
    .map(({ stack, Properties }) => resolverOf({})(stack, Properties) as Readonly<Record<string, string>>)
    .find(({ LogGroupName }) => LogGroupName === group)!;
  const alternatives = /^\{ (.+) \}$/.exec(filter['FilterPattern']!)![1]!.split(' || ');
  return alternatives.some((alternative) => {
    const [, field, operator, value] = /^\(\$\.(\w+) (>=|=) (.+)\)$/.exec(alternative)!;
    const actual = line[field!];
    const wanted = JSON.parse(value!) as string | number;
    return operator === '=' ? actual === wanted : typeof actual === 'number' && actual >= Number(wanted);
  });
}
