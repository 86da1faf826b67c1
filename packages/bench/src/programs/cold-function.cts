/**
 * As little of Lambda's runtime as can be: loads the function of a file, has it answer one invocation, and tells the answer on descriptor
 * 3. A CommonJS module, because a runtime costs a function nothing of its own time.
 *
 * Arguments: the file with the handler, and the one with the invocation.
 */
import type { Context } from 'aws-lambda';

const fs = process.getBuiltinModule('node:fs');
const load = process.getBuiltinModule('node:module').createRequire(__filename);

type Handler = (invocation: unknown, context: Context) => Promise<unknown>;

const [, , file, invocationFile] = process.argv as [string, string, string, string];
const { invocation, traceHeader } = JSON.parse(fs.readFileSync(invocationFile, 'utf8')) as {
  readonly invocation: unknown;
  readonly traceHeader: string;
};
// The bundler writes the version in; what is not bundled finds it here.
Object.assign(globalThis, { ANNALS_VERSION: '0.0.0' });

async function answer(): Promise<unknown> {
  const loaded = (file.endsWith('.cjs') ? load(file) : await import(file)) as { readonly handler: Handler };
  process.env['_X_AMZN_TRACE_ID'] = traceHeader;
  const context = {
    awsRequestId: '8d2f9a4c-4a44-4d6b-9a39-0d5a7a3f9a11',
    functionName: 'annals-bench',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:annals-bench',
    memoryLimitInMB: '1769',
    getRemainingTimeInMillis: () => 29_000,
  } as Context;
  return loaded.handler(invocation, context);
}

void answer().then(
  (answered) => fs.writeSync(3, JSON.stringify({ answered })),
  (error: unknown) => fs.writeSync(3, JSON.stringify({ error: error instanceof Error ? error.stack : String(error) })),
);
