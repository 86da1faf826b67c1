/**
 * Runs a bundle as a function that starts and answers, and keeps what V8 compiled meanwhile: what is compiled at load alone is a third of
 * it. Arguments: the bundle, the cache to write, and the warm-up's module.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { startStub } from './aws-stub.mjs';
import { compileBundle, runBundle, sealed } from './load-bundle.mjs';

const [, , bundle, cache, warmUp] = /** @type {[string, string, string, string, string]} */ (
  /** @type {unknown} */ (process.argv)
);

/** What Lambda gives beside the invocation. */
const context = {
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  functionName: 'annals',
  functionVersion: '$LATEST',
  memoryLimitInMB: '1024',
  getRemainingTimeInMillis: () => 29_000,
};

async function warm() {
  Object.assign(process.env, await startStub());
  const { invocations } = /** @type {import('./make-code-cache.mjs').WarmUp} */ (
    await import(pathToFileURL(warmUp).href)
  );
  const { script, source } = compileBundle(bundle, cache);
  const { handler } = /** @type {{ handler: (...given: unknown[]) => Promise<unknown> }} */ (runBundle(script, bundle));
  for (const { invocation, isRight } of invocations) {
    const answer = await handler(invocation, context);
    if (!isRight(answer)) throw new Error(`the warm-up was answered with ${JSON.stringify(answer)}`);
  }
  writeFileSync(cache, sealed(source, script.createCachedData()));
}

warm().then(
  () => process.exit(),
  (/** @type {unknown} */ error) => {
    console.error(error);
    process.exit(1);
  },
);
