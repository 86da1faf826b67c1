import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LambdaFunction } from './lambda-function.js';
import { LocalDeployment } from './local-deployment.js';
import type { RuntimeAnswer } from './runtime-api.js';

const gateway = 'This function answers requests of API Gateway, and nothing else.';

/** Each function that is deployed: what it says it lacks without any variable of its own, and of an invocation that is none. */
const functions: readonly (readonly [string, RegExp, string | RegExp | undefined])[] = [
  ['api', /^annals cannot start: AUTH_MODE must be .*TABLE_NAME is required/, gateway],
  ['bucket-lister', /^annals cannot start: AUTH_MODE must be .*BUCKET_NAME is required/, gateway],
  [
    'object-notifications',
    /^annals cannot start: TABLE_NAME is required.*BUCKET_NAME is required/,
    /1 of 1 records failed .*no notification/,
  ],
  [
    'queued-events',
    /^annals cannot start: TABLE_NAME is required/,
    'This function takes messages of SQS, and nothing else.',
  ],
  // What it is invoked with says nothing.
  ['reconciliation', /^annals cannot start: TABLE_NAME is required.*BUCKET_NAME is required/, undefined],
];

const failure = (errorMessage: string | RegExp, errorType: unknown = expect.any(String)): RuntimeAnswer => ({
  kind: 'failed',
  errorType: errorType as string,
  errorMessage: expect.stringMatching(errorMessage) as unknown as string,
});

describe('the functions that are deployed', () => {
  let deployment: LocalDeployment;
  beforeAll(async () => {
    deployment = await LocalDeployment.start({ api: 'rest' });
  });
  afterAll(() => deployment.stop());

  it('are these', () => {
    expect(Object.keys(deployment.functions).sort()).toEqual(functions.map(([name]) => name).sort());
  });

  it.each(functions)(
    '%s does not start without its settings, and names all that are missing',
    async (name, lacking) => {
      const { definition } = deployment.functions[name]!;
      const bare = new LambdaFunction({ ...definition, environment: {} });
      for (let start = 1; start <= 2; start++) {
        expect(await bare.invoke({})).toMatchObject(failure(lacking, 'CannotStart'));
        expect(bare.starts).toBe(start);
      }
      await bare.stop();
    },
  );

  it.each(functions)('%s starts by its code cache, and outlives invocations that are none', async (name, _, said) => {
    const lambda = new LambdaFunction(deployment.functions[name]!.definition);
    const answers: RuntimeAnswer[] = [];
    for (const invocation of [null, 'text', [], {}, { Records: null }]) answers.push(await lambda.invoke(invocation));
    await lambda.stop();
    for (const answer of answers)
      expect(answer).toMatchObject(said === undefined ? { kind: 'answered' } : failure(said));
    expect(lambda.starts).toBe(1);
    const rejections = lambda.log.filter((line) => typeof line !== 'string' && 'annals_code_cache_rejected' in line);
    expect(rejections).toEqual([]);
  });
});
