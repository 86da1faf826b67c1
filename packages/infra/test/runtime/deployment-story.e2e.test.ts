import { afterAll, beforeAll, describe } from '@jest/globals';
import { bearLoad } from '../integration/load.js';
import { tellStory } from '../integration/story.js';
import { LocalDeployment } from './local-deployment.js';

// The same is told of one behind a REST API by the test of `npm run test:integration`.
describe('a deployment behind an HTTP API', () => {
  let deployment: LocalDeployment;
  beforeAll(async () => {
    deployment = await LocalDeployment.start({ api: 'http' });
  }, 60_000);
  afterAll(() => deployment.stop());

  tellStory(() => deployment, 30_000);
  bearLoad(() => deployment, { durationMs: 2_000, eventsPerSecond: 40, patienceMs: 30_000 });
});
