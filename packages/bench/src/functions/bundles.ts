import { build, type Plugin } from 'esbuild';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiManifest, unbundledApi } from './deployed.js';

/** Bundles an opponent, as who cares about cold starts does. @returns the file that has its handler */
export async function bundleOpponent(name: string, folder: string, plugins: readonly Plugin[] = []): Promise<string> {
  const outfile = join(folder, `${name}${plugins.length === 0 ? '' : '-stubbed'}.cjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`../opponents/${name}.lambda.js`, import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins: [...plugins],
  });
  return outfile;
}

/** What makes the bundles that are deployed. */
interface Bundler {
  readonly bundleLambda: (options: {
    readonly entry: string;
    readonly outfile: string;
    readonly manifest: string;
    readonly plugins: readonly Plugin[];
  }) => Promise<number>;
}

/** Bundles the API exactly as it is deployed but for its client of DynamoDB, which asks `globalThis.sendToTable`. */
export async function bundleApiWithoutSdk(folder: string): Promise<string> {
  const outfile = join(folder, 'api-stubbed.cjs');
  const bundler = new URL('../../../../scripts/bundle/bundle-lambda.mjs', import.meta.url).href;
  const { bundleLambda } = (await import(bundler)) as Bundler;
  await bundleLambda({ entry: unbundledApi, outfile, manifest: apiManifest, plugins: [withoutSdk] });
  return outfile;
}

const real = Symbol('the real package');

/**
 * What replaces the SDK's own work: of the client's middleware what traces it is kept, on both sides, so that X-Ray costs what it costs.
 */
const stubbedSend = `
  const traces = /^(?:XRaySDKInstrumentation|annalsTelemetry)$/;
  const handlers = new WeakMap();
  function handlerOf(client, commandName) {
    const made = handlers.get(client) ?? {};
    handlers.set(client, made);
    return (made[commandName] ??= makeHandler(client, commandName));
  }
  function makeHandler(client, commandName) {
    const tracing = [];
    const add = (middleware, { name }) => traces.test(name) && tracing.push(middleware);
    client.middlewareStack.applyToStack({ add, addRelativeTo: () => {} });
    if (tracing.length !== 1) throw new Error('the client is traced by ' + tracing.length + ' middlewares');
    const $metadata = { httpStatusCode: 200, requestId: 'M5PB', attempts: 1, totalRetryDelay: 0 };
    const answer = async ({ input }) => ({ output: { ...(await globalThis.sendToTable(input)), $metadata }, response: {} });
    return tracing[0](answer, { clientName: 'DynamoDBClient', commandName });
  }
  DynamoDBDocumentClient.prototype.send = async function ({ input }) {
    const handle = handlerOf(this, input.Item === undefined ? 'GetItemCommand' : 'PutItemCommand');
    return (await handle({ input, request: { headers: {} } })).output;
  };`;

/** Has DynamoDB's DocumentClient send nothing, so that what is around it can be measured by itself. */
export const withoutSdk: Plugin = {
  name: 'without-sdk',
  setup: (building) => {
    building.onResolve({ filter: /^@aws-sdk\/lib-dynamodb$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === real) return undefined;
      const found = await building.resolve(path, { resolveDir, kind, pluginData: real });
      return { path: found.path, namespace: 'stubbed', pluginData: { resolveDir } };
    });
    building.onLoad({ filter: /./, namespace: 'stubbed' }, ({ path, pluginData }) => ({
      contents: `
        export * from ${JSON.stringify(path)};
        import { DynamoDBDocumentClient } from ${JSON.stringify(path)};
        ${stubbedSend}`,
      resolveDir: (pluginData as { readonly resolveDir: string }).resolveDir,
    }));
  },
};
