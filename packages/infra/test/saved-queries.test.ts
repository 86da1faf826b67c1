import { describe, expect, it } from '@jest/globals';
import { savedQueries } from '../lib/monitoring/saved-query-definitions.js';
import { resolverOf } from './iam/resolve.js';
import { fieldsOf } from './support/query-fields.js';
import { resourcesOf } from './support/templates.js';

describe('the saved queries', () => {
  const deployed = resourcesOf({}, 'AWS::Logs::QueryDefinition').map(
    ({ stack, Properties }) => resolverOf({})(stack, Properties) as Readonly<Record<string, unknown>>,
  );

  it('are all deployed, in a folder of the deployment', () => {
    expect(deployed.map(({ Name }) => Name).sort()).toEqual(
      savedQueries.map(({ name }) => `annals-dev-dev/${name}`).sort(),
    );
  });

  it('ask log groups that are there', () => {
    const groups = resourcesOf({}, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties?.['LogGroupName']);
    for (const { LogGroupNames } of deployed) {
      expect((LogGroupNames as string[]).length).toBeGreaterThan(0);
      expect(groups).toEqual(expect.arrayContaining(LogGroupNames as string[]));
    }
  });

  it('ask lines of the gateway for its hyphens: every field is always there', () => {
    const ofGateway = savedQueries.filter(({ logs }) => logs.every((log) => log === 'api-access'));
    expect(ofGateway.length).toBeGreaterThan(1);
    expect(ofGateway.filter(({ lines }) => lines.join().includes('ispresent'))).toEqual([]);
  });

  it('are commands, a line each', () => {
    for (const { QueryString } of deployed)
      for (const line of (QueryString as string).split('\n| '))
        expect(line).toMatch(/^(fields|filter|stats|sort|limit) /);
  });
});

describe('the fields of a query', () => {
  it.each([
    ['filter msg = "a request" and status >= 500', ['msg', 'status']],
    ['fields @timestamp, err.message, @log | sort durationMs desc', ['err.message', 'durationMs']],
    ['stats count(*) as requests, pct(durationMs, 50) as p50 by route | sort requests desc', ['durationMs', 'route']],
    ['stats sum(failed) by bin(5m) | limit 20', ['failed']],
    ['filter ispresent(reason) and message like /fields of (\\w+)/', ['reason', 'message']],
  ])('%s are found', (query, fields) => expect(fieldsOf(query)).toEqual(fields));
});
