import { describeOnDynamo, XRayDaemon, type SegmentDocument } from '@annals/adapters-aws/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { adding, restApi, signed } from './support/api-gateway.js';
import { DynamoTables } from './support/dynamo-tables.js';
import { postJson } from './support/http-subject.js';
import { deployedBundle, openLambda } from './support/lambda-subject.js';
import type { LogLine } from './support/log-sink.js';

const root = '1-5759e988-bd862e3fe1be46a994272793';

describeOnDynamo('the bundle that is deployed, measured', (engine) => {
  let tables: DynamoTables;
  let daemon: XRayDaemon;
  let lines: readonly LogLine[];
  let figures: readonly LogLine[];
  beforeAll(async () => {
    tables = new DynamoTables(engine().endpoint);
    daemon = await XRayDaemon.listen();
    const lambda = openLambda(adding(restApi, signed), deployedBundle, {
      ...(await tables.make()),
      AUTH_MODE: 'iam',
      AWS_LAMBDA_FUNCTION_NAME: 'annals-dev-api',
      POWERTOOLS_METRICS_NAMESPACE: 'annals-dev-pr7',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      _X_AMZN_TRACE_ID: `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`,
    });
    const event = { id: 'a', type: 't', payload: 'hush' };
    await postJson(lambda.send, '/events?token=hush', event, { 'x-request-id': 'one' });
    await postJson(lambda.send, '/events', event, { 'x-request-id': 'two' });
    lines = await lambda.process.stop();
    figures = lambda.process.figures();
  });
  afterAll(async () => {
    await daemon.close();
    await tables.close();
  });

  const requestOf = (requestId: string): SegmentDocument =>
    daemon.documents.find(({ annotations }) => annotations?.['annals_request_id'] === requestId)!;
  const childrenOf = ({ id }: SegmentDocument): readonly SegmentDocument[] =>
    daemon.documents.filter(({ parent_id: parentId }) => parentId === id);

  it('sends the whole tree of a request to X-Ray, below the segment of Lambda', async () => {
    await daemon.until((all) => (all.filter(({ name }) => name === 'POST /events').length === 2 ? all : undefined));
    const request = requestOf('one');
    expect(request).toMatchObject({
      name: 'POST /events',
      trace_id: root,
      parent_id: '53995c3f42cd8ad8',
      type: 'subsegment',
      http: { request: { method: 'POST', url: expect.stringMatching(/\/events$/) }, response: { status: 201 } },
    });
    const [useCase, ...others] = childrenOf(request);
    expect(others).toEqual([]);
    expect(useCase).toMatchObject({
      name: 'recordEvents',
      annotations: { annals_event_id: 'a', annals_event_outcome: 'recorded' },
    });
    const calls = childrenOf(useCase!);
    expect(calls).toContainEqual(
      expect.objectContaining({
        name: 'DynamoDB',
        namespace: 'aws',
        aws: expect.objectContaining({ operation: 'PutItem', region: 'us-east-1', request_id: expect.any(String) }),
      }),
    );
    expect(calls.every(({ name }) => name === 'DynamoDB')).toBe(true);
    expect(JSON.stringify(daemon.documents)).not.toContain('hush');
  });

  it("writes figures in CloudWatch's form, those of each invocation when it ends", () => {
    const requests = figures.filter((line) => 'annals_http_requests_total' in line);
    expect(requests).toMatchObject([
      { route: '/events', method: 'POST', status: '201', annals_http_requests_total: 1 },
      { route: '/events', method: 'POST', status: '200', annals_http_requests_total: 1 },
    ]);
    for (const line of requests)
      expect(line).toMatchObject({
        annals_http_request_duration_seconds: expect.any(Number),
        _aws: {
          CloudWatchMetrics: [{ Namespace: 'annals-dev-pr7', Dimensions: [['route', 'method', 'status']] }],
        },
      });
    expect(figures).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ outcome: 'recorded', annals_events_total: 1 }),
        expect.objectContaining({ outcome: 'replayed', annals_events_total: 1 }),
        expect.objectContaining({ engine: 'dynamodb', operation: 'PutItem', outcome: 'ok' }),
        expect.objectContaining({ ColdStart: 1, service: 'annals', function_name: 'annals-dev-api' }),
      ]),
    );
    expect(figures.filter((line) => 'ColdStart' in line)).toHaveLength(1);
  });

  it("names the trace and the span of X-Ray in a request's line", () => {
    const line = lines.find(({ requestId }) => requestId === 'one');
    expect(line).toMatchObject({
      traceId: '5759e988bd862e3fe1be46a994272793',
      spanId: requestOf('one').id,
      id: 'a',
      outcome: 'recorded',
    });
  });
});
