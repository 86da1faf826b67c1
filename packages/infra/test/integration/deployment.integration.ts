import { fileURLToPath } from 'node:url';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { settingsOfProgram } from '../../lib/given-settings.js';
import { findDeployment } from './account-deployment.js';
import type { Deployment } from './deployment.js';
import { driftOf } from './drift.js';
import { bearLoad } from './load.js';
import { tellStory } from './story.js';

/** A queue, a schedule and an index are waited for; an account that just woke up takes its time. */
const patienceMs = 120_000;
/** CloudFormation asks every service for everything that it has made. */
const comparisonMs = 600_000;

const { ANNALS_SETTINGS, ANNALS_LOAD_SECONDS, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS } = process.env;
const file = fileURLToPath(new URL('../../settings.json', import.meta.url));
const given = JSON.parse(ANNALS_SETTINGS ?? '{}') as Record<string, unknown>;
const settings = settingsOfProgram(file, given);
if (settings === undefined) throw new Error('these settings cannot be deployed');
const { region } = settings;
const clients = {
  cloudFormation: new CloudFormationClient({ region }),
  // Other engines than AWS's own have no name for each bucket, and one address for all queues.
  s3: new S3Client({ region, forcePathStyle: AWS_ENDPOINT_URL_S3 !== undefined }),
  sqs: new SQSClient({ region, useQueueUrlAsEndpoint: AWS_ENDPOINT_URL_SQS === undefined }),
};
afterAll(() => Object.values(clients).forEach((client) => client.destroy()));

const found = await findDeployment(settings, clients, process.env);

describe(`the deployment ${settings.project}-${settings.stage}-${settings.environmentSuffix} in ${region}`, () => {
  switch (found.kind) {
    case 'no-credentials':
      test(`is not tested: ${found.reason}`, () => {
        process.stderr.write(`test:integration: skipped, ${found.reason}\n`);
        expect(found.kind).toBe('no-credentials');
      });
      break;
    case 'fault':
      test('can be tested', () => {
        throw new Error(found.reason);
      });
      break;
    case 'found':
      stateAll(found.deployment, found.stackNames);
  }
});

function stateAll(deployment: Deployment, stackNames: readonly string[]): void {
  tellStory(() => deployment, patienceMs);

  describe('under load', () => {
    const durationMs = Number(ANNALS_LOAD_SECONDS ?? 60) * 1_000;
    bearLoad(() => deployment, { durationMs, eventsPerSecond: 20, patienceMs });
  });

  test(
    'is what its templates say, in everything that they say',
    async () => {
      expect(await driftOf(clients.cloudFormation, stackNames)).toEqual([]);
    },
    comparisonMs,
  );
}
