import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { factsOf, pack } from '../../pipeline/archive.mjs';
import { PipelineWorkshop } from './pipeline-workshop.mjs';
import { RecordingApi } from './recording-api.mjs';

/** @type {RecordingApi} */
let api;
/** @type {{ close(): PromiseLike<unknown> }} */
let s3;
/** @type {string} */
let endpoint;
/** @type {S3Client} */
let client;
let buckets = 0;

beforeAll(async () => {
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  s3 = app;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new S3Client({ endpoint, region: 'us-west-2', credentials, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await s3.close();
});

const summary = 'dist-pipeline/summary.md';
/** @type {PipelineWorkshop} */
let workshop;
/** @type {Record<string, string>} */
let variables;
beforeEach(async () => {
  const bucket = `packages-${(buckets += 1)}`;
  api = await RecordingApi.start();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  variables = {
    DEPLOY_ENVIRONMENT: 'dev',
    ARTEFACT_BUCKET: bucket,
    AWS_REGION: 'us-west-2',
    S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ANNALS_SETTINGS: '{"stage":"dev","alarmEmails":["a@example.com","b@example.com"],"vpc":false}',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: 'cdk.outputs',
    API_URL: api.url,
  };
  workshop = new PipelineWorkshop(variables);
});
afterEach(async () => {
  workshop.close();
  await api.close();
});

/** @param {string[][]} steps each of which is to succeed. */
async function succeed(...steps) {
  for (const step of steps) expect(await workshop.step(...step)).toMatchObject({ code: 0 });
}

/**
 * @param {string} Key
 * @param {string} Body
 */
const putObject = (Key, Body) => client.send(new PutObjectCommand({ Bucket: variables['ARTEFACT_BUCKET'], Key, Body }));

/** The steps of a deployment that come before the smoke test. */
const upToDeploy = [['package'], ['restore'], ['assemble'], ['publish'], ['diff'], ['deploy']];

/** @returns {import('../../pipeline/package.mjs').Manifest} */
function manifest() {
  const text = workshop.read('dist-pipeline/package/manifest.json') ?? '';
  /** @type {unknown} */
  const read = JSON.parse(text);
  return /** @type {import('../../pipeline/package.mjs').Manifest} */ (read);
}

/**
 * Packs the workshop's files instead of its bundles, as a job that was taken over could, with a manifest that fits.
 *
 * @param {(folder: string) => void} fill the package's folder; makes other files than bundles.
 * @param {string[]} paths that the manifest names.
 */
async function forgePackage(fill, paths) {
  await succeed(['package']);
  const forged = mkdtempSync(join(tmpdir(), 'annals-forged-'));
  try {
    fill(forged);
    const { archive, ...rest } = manifest();
    await pack(forged, join(workshop.root, 'dist-pipeline/package', archive.path));
    const facts = await factsOf(join(workshop.root, 'dist-pipeline/package', archive.path), archive.path);
    const files = await Promise.all(paths.map((path) => factsOf(join(forged, path), path)));
    workshop.write('dist-pipeline/package/manifest.json', JSON.stringify({ ...rest, archive: facts, files }));
  } finally {
    rmSync(forged, { recursive: true });
  }
}

describe('a package', () => {
  test('names version, time and commit', async () => {
    await succeed(['package']);
    expect(manifest().version).toMatch(/^1\.2\.3-\d{8}T\d{6}Z-[0-9a-f]{12}$/);
  });

  test('is the same bytes when it is made again', async () => {
    await succeed(['package']);
    const first = manifest();
    await succeed(['package']);
    expect(manifest()).toEqual(first);
  });

  test('is not made of what no commit has', async () => {
    workshop.write('source', 'changed');
    const { code, output } = await workshop.step('package');
    expect([code, output]).toEqual([1, expect.stringContaining('commit them first')]);
  });

  test('is not made without a bundle that is deployed', async () => {
    workshop.remove('packages/api-nest/dist-lambda');
    const { code, output } = await workshop.step('package');
    expect([code, output]).toEqual([1, expect.stringContaining('Not built: packages/api-nest/dist-lambda/lambda.cjs')]);
  });

  test('replaces what lies where templates take bundles from', async () => {
    await succeed(['package']);
    workshop.bundle = 'built by another job';
    workshop.write('packages/api-nest/dist-lambda/left-over.cjs', 'x');
    await succeed(['restore']);
    expect([workshop.bundle, workshop.read('packages/api-nest/dist-lambda/left-over.cjs')]).toEqual([
      'first',
      undefined,
    ]);
  });

  test('is refused when a byte of its archive changed', async () => {
    await succeed(['package']);
    const archive = `dist-pipeline/package/${manifest().archive.path}`;
    workshop.write(archive, `${workshop.read(archive) ?? ''}x`);
    const { code, output } = await workshop.step('restore');
    expect([code, output]).toEqual([1, expect.stringContaining('is not the archive that the manifest describes')]);
  });

  test('is refused when its manifest has another digest for a file', async () => {
    await succeed(['package']);
    const text = workshop.read('dist-pipeline/package/manifest.json') ?? '';
    const files = text.indexOf('"files"');
    workshop.write(
      'dist-pipeline/package/manifest.json',
      text.slice(0, files) + text.slice(files).replace(/"sha256": "../, '"sha256": "zz'),
    );
    const { code, output } = await workshop.step('restore');
    expect([code, output]).toEqual([1, expect.stringContaining('Not as the manifest says: packages/api-nest')]);
    expect(workshop.bundle).toBe('first');
  });
});

describe('a package of a job that was taken over', () => {
  test('writes nothing but bundles', async () => {
    const script = 'scripts/pipeline/steps.mjs';
    await forgePackage(
      (folder) => {
        mkdirSync(join(folder, 'scripts/pipeline'), { recursive: true });
        writeFileSync(join(folder, script), 'process.exit(0)');
      },
      [script],
    );
    const { code, output } = await workshop.step('restore');
    expect([code, output]).toEqual([1, expect.stringContaining(`Not as the manifest says: ${script}`)]);
    expect([workshop.bundle, workshop.read(script)]).toEqual(['first', expect.stringContaining('export')]);
  });

  test('brings no link for a bundle', async () => {
    const path = 'packages/api-nest/dist-lambda/lambda.cjs';
    await forgePackage(
      (folder) => {
        mkdirSync(join(folder, 'packages/api-nest/dist-lambda'), { recursive: true });
        symlinkSync('/etc/hostname', join(folder, path));
      },
      [path],
    );
    const { code, output } = await workshop.step('restore');
    expect([code, output]).toEqual([1, expect.stringContaining(`Not as the manifest says: ${path}`)]);
  });

  test('has its archive beside its manifest', async () => {
    await succeed(['package']);
    const file = 'dist-pipeline/package/manifest.json';
    workshop.write(file, (workshop.read(file) ?? '').replace('"path": "annals-', '"path": "../annals-'));
    const { code, output } = await workshop.step('restore');
    expect([code, output]).toEqual([1, expect.stringContaining('names an archive elsewhere')]);
  });
});

describe('a version', () => {
  test('may be one before a release', async () => {
    workshop.write('package.json', '{ "type": "module", "version": "2.0.0-rc.1" }');
    workshop.commit('candidate');
    await succeed(['package'], ['restore'], ['publish']);
    expect(manifest().version).toMatch(/^2\.0\.0-rc\.1-\d{8}T\d{6}Z-[0-9a-f]{12}$/);
  });

  test('is refused when it is packed, not when it is deployed', async () => {
    workshop.write('package.json', '{ "type": "module", "version": "next" }');
    workshop.commit('unversioned');
    expect(await workshop.step('package')).toEqual({
      code: 1,
      output: 'package.json has the version next; it must be as 1.2.3.',
    });
  });

  test('needs a commit', async () => {
    workshop.remove('.git');
    const { code, output } = await workshop.step('package');
    expect([code, output]).toEqual([1, expect.stringMatching(/^A version names a commit.*not a git repository/)]);
  });
});

test("Lambda's Node is taken out of its image, and no container stays", async () => {
  await succeed(['runtime']);
  const image = '--platform linux/arm64 public.ecr.aws/lambda/nodejs:24';
  expect((workshop.read('cdk.docker') ?? '').split('\n').map((line) => line.trimEnd())).toEqual([
    `pull --quiet ${image}`,
    `create ${image}`,
    `cp made:/var/lang/bin/node ${workshop.root}/dist-pipeline/lambda-node`,
    'rm made',
    '',
  ]);
});

test('the image is named by the version, and the folder of reports is there', async () => {
  await succeed(['image']);
  const [, reference] = /^reference=(annals:1\.2\.3-\S+)\n$/.exec(workshop.read('cdk.outputs') ?? '') ?? [];
  expect(workshop.read('cdk.docker')).toBe(`build --pull --tag ${reference} .\n`);
  expect(workshop.has('dist-pipeline')).toBe(true);
});

describe('the bucket of packages', () => {
  test('gives an old package back after newer ones', async () => {
    await succeed(['package'], ['publish']);
    const { version } = manifest();
    workshop.commit('second');
    await succeed(['package'], ['publish'], ['fetch', version]);
    expect([workshop.bundle, manifest().version]).toEqual(['first', version]);
  });

  test('lists its versions', async () => {
    await succeed(['package'], ['publish']);
    expect(await workshop.step('versions')).toEqual({ code: 0, output: manifest().version });
  });

  test('lists them by the time of their commits, which 0.9.0 and 0.10.0 do not tell', async () => {
    const versions = ['0.9.0-20260101T000000Z-aaaaaaaaaaaa', '0.10.0-20260201T000000Z-bbbbbbbbbbbb'];
    for (const version of versions.toReversed()) await putObject(`packages/${version}/manifest.json`, '{}');
    expect(await workshop.step('versions')).toEqual({ code: 0, output: versions.join('\n') });
  });

  test('that cannot be used says so in a line, with what to do', async () => {
    workshop.close();
    workshop = new PipelineWorkshop({ ...variables, AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' });
    expect(await workshop.step('versions')).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^The bucket packages-\d+ cannot be used \(Credentials.*\): run aws sso login, or .*\.md says whose\.$/,
      ),
    });
  });

  test('that is not there says so', async () => {
    workshop.close();
    workshop = new PipelineWorkshop({ ...variables, ARTEFACT_BUCKET: 'nowhere' });
    const { code, output } = await workshop.step('versions');
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^The bucket nowhere cannot be used \(NoSuchBucket: .*\)/),
    ]);
  });

  test('takes the same package twice', async () => {
    await succeed(['package'], ['publish']);
    expect(await workshop.step('publish')).toEqual({ code: 0, output: `${manifest().version} is published already` });
  });

  test('refuses other bytes under a version that it has', async () => {
    await succeed(['package'], ['publish']);
    workshop.bundle = 'built from the same commit by another compiler';
    await succeed(['package']);
    const { code, output } = await workshop.step('publish');
    expect([code, output]).toEqual([1, expect.stringContaining('is already published with other bytes')]);
  });

  test('says that it has no such version', async () => {
    const version = '9.9.9-20260101T000000Z-000000000000';
    expect(await workshop.step('fetch', version)).toEqual({
      code: 1,
      output: `There is no version ${version}; npm run pipeline -- versions lists them.`,
    });
  });
});

describe('a deployment', () => {
  test('is of the packaged bundle and the settings of the environment', async () => {
    await succeed(...upToDeploy);
    expect(workshop.read('running')).toBe(
      'first--context stage=dev --context alarmEmails=a@example.com,b@example.com --context vpc=false --context region=us-west-2\n',
    );
  });

  test('takes all stacks and asks nobody', async () => {
    await succeed(...upToDeploy);
    expect(workshop.read('cdk.log')).toMatch(/^deploy --all --app \S+\/assembly --require-approval never /m);
  });

  test('shows what changes', async () => {
    await succeed(['package'], ['restore'], ['assemble']);
    const { output } = await workshop.step('diff');
    expect(output).toContain('[+] AWS::Lambda::Function Api');
    expect(workshop.read(summary)).toContain('## What changes in dev\n\n```diff\n[+] AWS::Lambda::Function Api\n');
  });

  test('is tried by signed requests: the event that is recorded comes back', async () => {
    await succeed(...upToDeploy);
    const id = `${manifest().version}-local.1`;
    expect(await workshop.step('smoke')).toEqual({
      code: 0,
      output: `${api.url} recorded ${id} once and gives it back`,
    });
    const found = `GET /dev/events/${id}?source=%2Fannals%2Fsmoke`;
    expect(api.requests.map(({ line }) => line)).toEqual(['POST /dev/events', 'POST /dev/events', found]);
    const signed = /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-west-2\/execute-api\//;
    for (const { authorization } of api.requests) expect(authorization).toMatch(signed);
  });

  test('whose callers do not sign is tried by its health, and one inside a VPC not at all', async () => {
    await succeed(...upToDeploy);
    workshop.set('ANNALS_SETTINGS', '{"auth":"cognito"}');
    expect(await workshop.step('smoke')).toMatchObject({ code: 0, output: expect.stringContaining('is ready') });
    expect(api.requests.map(({ line }) => line)).toEqual(['GET /dev/health/ready']);
    workshop.set('ANNALS_SETTINGS', '{"privateApi":true}');
    expect(await workshop.step('smoke')).toMatchObject({ code: 0, output: expect.stringContaining('Not tried') });
    expect(api.requests).toHaveLength(1);
  });

  test('that fails after another was confirmed gives way to that one', async () => {
    await succeed(...upToDeploy, ['confirm']);
    workshop.commit('second');
    await succeed(...upToDeploy);
    expect(workshop.read('running')).toContain('second');
    await succeed(['roll-back']);
    expect(workshop.read('running')).toMatch(/^first--context/);
  });

  test('goes back to the confirmed one, not to one that only was deployed', async () => {
    await succeed(...upToDeploy, ['confirm']);
    workshop.commit('never confirmed');
    await succeed(...upToDeploy);
    workshop.commit('third');
    await succeed(...upToDeploy.slice(0, -1));
    workshop.write('cdk.fails', '');
    expect(await workshop.step('deploy')).toMatchObject({ code: 1 });
    await succeed(['roll-back']);
    expect(workshop.read('running')).toMatch(/^first--context/);
  });

  test('that is the first of its environment has nothing to go back to', async () => {
    await succeed(...upToDeploy);
    expect(await workshop.step('roll-back')).toEqual({
      code: 1,
      output: 'Nothing was ever confirmed in dev, so there is nothing to go back to.',
    });
  });

  test('whose way back fails says so', async () => {
    await succeed(...upToDeploy, ['confirm']);
    workshop.write('cdk.fails', '');
    const { code, output } = await workshop.step('roll-back');
    expect([code, output]).toEqual([1, expect.stringContaining('dev could not be brought back to 1.2.3-')]);
  });
});

describe('bad input', () => {
  test('settings of another environment or region than is deployed to are refused before anything is made', async () => {
    workshop.set('DEPLOY_ENVIRONMENT', 'production');
    workshop.set('ANNALS_SETTINGS', '{"region":"eu-west-1"}');
    expect(await workshop.step('assemble')).toEqual({
      code: 1,
      output: [
        'ANNALS_SETTINGS: are of the environment dev, and production is deployed to; set their stage, or githubEnvironment',
        'ANNALS_SETTINGS: are of the region eu-west-1, and AWS_REGION is us-west-2',
      ].join('\n'),
    });
    expect(workshop.has('cdk.log')).toBe(false);
  });

  test.each(['{"stage":"prod"}', '{"profile":"production"}', '{"stage":"staging","githubEnvironment":"production"}'])(
    '%s is a deployment of the environment production',
    async (settings) => {
      workshop.set('DEPLOY_ENVIRONMENT', 'production');
      workshop.set('ANNALS_SETTINGS', settings);
      await succeed(['assemble']);
    },
  );

  test.each([
    ['diff', 'There are no templates; npm run pipeline -- assemble makes them.'],
    ['deploy', 'There are no templates; npm run pipeline -- assemble makes them.'],
    ['smoke', 'outputs.json; npm run pipeline -- deploy makes it.'],
    ['confirm', 'deployment.json; npm run pipeline -- deploy makes it.'],
  ])('%s without the step before it says which one that is', async (step, says) => {
    await succeed(['package']);
    const { code, output } = await workshop.step(step);
    expect([code, output.split('\n')]).toEqual([1, [expect.stringContaining(says)]]);
  });

  test('restore without a package says what makes one', async () => {
    const { code, output } = await workshop.step('restore');
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^There is no .*; npm run pipeline -- package makes it\.$/),
    ]);
  });

  test('every variable that is missing is named, a line each', async () => {
    workshop.close();
    workshop = new PipelineWorkshop({ ANNALS_SETTINGS: '[1]' });
    expect(await workshop.step('publish')).toEqual({
      code: 1,
      output: [
        "DEPLOY_ENVIRONMENT: must be the GitHub environment's name; it is not set",
        'ARTEFACT_BUCKET: must be the name of the bucket of packages; it is not set',
        'AWS_REGION: must be the region of bucket and deployment; it is not set',
        'ANNALS_SETTINGS: must be a JSON object of the settings of docs/reference/deployment-settings.md',
      ].join('\n'),
    });
  });

  test('an unknown step is answered with the steps that there are', async () => {
    const { code, output } = await workshop.step('explode');
    expect([code, output]).toEqual([1, expect.stringMatching(/^There is no step "explode"[^]*\n {2}roll-back +\S/)]);
  });

  test('a step that takes no arguments refuses one', async () => {
    expect(await workshop.step('publish', 'x')).toEqual({ code: 1, output: 'publish takes no arguments, not x.' });
  });
});
