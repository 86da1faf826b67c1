import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LambdaFunction } from './lambda-function.js';

const opened: { readonly lambda: LambdaFunction; readonly folder: string }[] = [];
afterEach(async () => {
  for (const { lambda, folder } of opened.splice(0)) {
    await lambda.stop();
    await rm(folder, { recursive: true });
  }
});

/** Deploys a file that is what it says. */
async function deploy(source: string, changes: { readonly timeoutMs?: number; readonly handler?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'annals-function-'));
  await writeFile(join(folder, 'index.cjs'), source);
  const definition = { name: 'tried', handler: 'index.handler', timeoutMs: 20_000, memoryMiB: 128, environment: {} };
  const lambda = new LambdaFunction({ ...definition, ...changes, folder });
  opened.push({ lambda, folder });
  return lambda;
}

async function answerOf(lambda: LambdaFunction, invocation: unknown = {}, traceId?: string): Promise<unknown> {
  const answer = await lambda.invoke(invocation, traceId);
  if (answer.kind === 'failed') throw new Error(`${answer.errorType}: ${answer.errorMessage}`);
  return JSON.parse(answer.payload);
}

describe("a function under Lambda's runtime client", () => {
  it('is given its invocation, how long it has, who it is, and the trace it is in', async () => {
    const lambda = await deploy(`exports.handler = async (invocation, context) => ({
      invocation, left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn, id: context.awsRequestId,
      trace: process.env._X_AMZN_TRACE_ID, name: process.env.AWS_LAMBDA_FUNCTION_NAME, home: process.env.HOME })`);
    const answer = (await answerOf(lambda, { text: 'ü🦊' }, 'Root=1-0-0;Parent=0;Sampled=1')) as { left: number };
    expect(answer).toEqual({
      invocation: { text: 'ü🦊' },
      left: expect.any(Number),
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:tried',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      trace: 'Root=1-0-0;Parent=0;Sampled=1',
      name: 'tried',
    });
    expect(answer.left).toBeGreaterThan(0);
    expect(answer.left).toBeLessThanOrEqual(20_000);
  });

  it('goes on in the same process after an invocation that failed, and logs why it did', async () => {
    const lambda = await deploy(`let count = 0;
      exports.handler = async () => { if (++count === 1) throw new TypeError('no such thing'); return count; }`);
    await expect(answerOf(lambda)).rejects.toThrow('TypeError: no such thing');
    expect(await answerOf(lambda)).toBe(2);
    expect(lambda.starts).toBe(1);
    expect(lambda.log).toEqual([expect.objectContaining({ level: 'ERROR' })]);
  });

  it.each([
    ['fails as it is loaded', `throw new RangeError('not today')`, 'RangeError: not today'],
    ['is no program', `exports.handler = (`, 'Runtime.UserCodeSyntaxError: SyntaxError: Unexpected end of input'],
    ['lacks a package', `require('not-bundled')`, "Runtime.ImportModuleError: Error: Cannot find module 'not-bundled'"],
    ['lacks the handler', `exports.main = 1`, 'Runtime.HandlerNotFound: index.handler is undefined or not exported'],
    ['has one with callbacks', `exports.handler = (a, b, c) => c()`, 'Runtime.CallbackHandlerDeprecated'],
    ['ends as it is loaded', `process.exit(3)`, 'Runtime.ExitError: Runtime exited with error: exit status 3'],
  ])('that %s fails each invocation, in a process each', async (_what, source, reason) => {
    const lambda = await deploy(source);
    for (let time = 1; time <= 2; time++) await expect(answerOf(lambda)).rejects.toThrow(reason);
    expect(lambda.starts).toBe(2);
  });

  it('is killed at its deadline, and starts anew with the next invocation', async () => {
    const lambda = await deploy(
      `let count = 0; exports.handler = async ({ stuck }) => { if (stuck) for (;;); return ++count; }`,
      { timeoutMs: 1_000 },
    );
    expect(await answerOf(lambda)).toBe(1);
    await expect(answerOf(lambda, { stuck: true })).rejects.toThrow('Sandbox.Timedout: Task timed out');
    expect(await answerOf(lambda)).toBe(1);
    expect(lambda.starts).toBe(2);
  });

  it('that ends in the middle fails that invocation, and starts anew with the next', async () => {
    const lambda = await deploy(`exports.handler = async ({ end }) => { if (end) process.exit(1); return 'there'; }`);
    await expect(answerOf(lambda, { end: true })).rejects.toThrow('Runtime.ExitError');
    expect(await answerOf(lambda)).toBe('there');
  });

  it('is stopped between its invocations, and goes on with the next', async () => {
    const lambda = await deploy(`exports.handler = async () => process.pid`);
    const pid = (await answerOf(lambda)) as number;
    const state = async () => (await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)])).stdout.trim();
    while (!(await state()).startsWith('T')) await delay(5);
    expect(await answerOf(lambda)).toBe(pid);
  });

  it('may answer with 6 MB, and with no more', async () => {
    const lambda = await deploy(`exports.handler = async ({ size }) => 'x'.repeat(size - 2)`);
    const most = 6 * 1024 * 1024;
    expect(await answerOf(lambda, { size: most })).toHaveLength(most - 2);
    await expect(answerOf(lambda, { size: most + 1 })).rejects.toThrow('Function.ResponseSizeTooLarge');
    expect(lambda.starts).toBe(1);
  });

  it('is not told of an invocation of more than 6 MB', async () => {
    const lambda = await deploy(`exports.handler = async (text) => text.length`);
    const most = 6 * 1024 * 1024;
    expect(await answerOf(lambda, 'x'.repeat(most - 2))).toBe(most - 2);
    await expect(answerOf(lambda, 'x'.repeat(most - 1))).rejects.toThrow('RequestTooLargeException');
    expect(lambda.starts).toBe(1);
  });

  it.each([
    ['a promise that nobody waits for is rejected', `Promise.reject(new Error('late')); await new Promise(() => {})`],
    ['a timer throws', `setTimeout(() => { throw new Error('late') }); await new Promise(() => {})`],
  ])('ends where %s, and starts anew with the next invocation', async (_what, source) => {
    const lambda = await deploy(`exports.handler = async ({ fail }) => { if (fail) { ${source} } return 'there'; }`);
    await expect(answerOf(lambda, { fail: true })).rejects.toThrow('Runtime.ExitError');
    expect(await answerOf(lambda)).toBe('there');
  });

  it('pays for what it left undone with its next invocation', async () => {
    const lambda = await deploy(
      `exports.handler = async ({ leave }) => { if (leave) setTimeout(() => process.exit(7), 20); else await new Promise(() => {}); }`,
    );
    await answerOf(lambda, { leave: true });
    await expect(answerOf(lambda)).rejects.toThrow('exit status 7');
  });

  it('answers nothing as null, and fails where its answer is no JSON', async () => {
    const lambda = await deploy(`exports.handler = async ({ big }) => (big ? 1n : undefined)`);
    expect(await answerOf(lambda)).toBeNull();
    await expect(answerOf(lambda, { big: true })).rejects.toThrow('Runtime.JSONStringifyError');
  });

  it('has a process for each invocation at one time, and keeps them', async () => {
    const lambda = await deploy(`exports.handler = async () => process.pid`);
    const first = new Set(await Promise.all([answerOf(lambda), answerOf(lambda), answerOf(lambda)]));
    expect(first.size).toBe(3);
    const second = await Promise.all([answerOf(lambda), answerOf(lambda), answerOf(lambda)]);
    expect(new Set(second)).toEqual(first);
  });
});
