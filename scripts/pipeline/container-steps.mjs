import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectEnvironment, root } from '../bootstrap/environment.mjs';
import { Failure } from '../bootstrap/failure.mjs';
import { runToEnd } from '../bootstrap/processes.mjs';
import { runCaptured } from '../check/run-captured.mjs';
import { setOutput } from './github.mjs';
import { sourceOf } from './version.mjs';

const work = join(root, 'dist-pipeline');

/** What Lambda runs functions with. @see https://gallery.ecr.aws/lambda/nodejs */
const runtimeImage = 'public.ecr.aws/lambda/nodejs:24';

/** Takes Lambda's own Node out of its image: the code caches of bundles are good for no other. */
export async function takeRuntime() {
  mkdirSync(work, { recursive: true });
  const docker = async (/** @type {string[]} */ ...args) => {
    const { code, output } = await runCaptured('docker', args, root);
    if (code !== 0) throw new Failure(`docker ${args.join(' ')} ended with ${code}: ${output.trim()}`);
    return output.trim();
  };
  await docker('pull', '--quiet', '--platform', 'linux/arm64', runtimeImage);
  const container = await docker('create', '--platform', 'linux/arm64', runtimeImage);
  try {
    await docker('cp', `${container}:/var/lang/bin/node`, join(work, 'lambda-node'));
  } finally {
    await docker('rm', container);
  }
  return 0;
}

/** Builds the container's image, and makes the folder that reports of its scan go to. */
export async function buildImage() {
  mkdirSync(work, { recursive: true });
  const reference = `annals:${sourceOf(root).version}`;
  const args = ['build', '--pull', '--tag', reference, '.'];
  const code = await runToEnd({ command: 'docker', args, env: projectEnvironment() });
  if (code === 0) setOutput('reference', reference);
  return code;
}
