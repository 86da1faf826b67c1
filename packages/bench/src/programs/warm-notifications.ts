/** Has a function handle notifications, batch by batch. Argument: the file with its handler. */
import type { Context } from 'aws-lambda';
import { createRequire } from 'node:module';
import { answerQuestions } from '../harness/answer-questions.js';
import { cpuMicros } from '../harness/cpu-time.js';
import { traceHeader } from '../workload/gateway-request.js';
import { notificationInvocation } from '../workload/object-notification.js';

/** What is to be handled. */
export interface HandleRequest {
  /** The number of the first object of each invocation. */
  readonly firsts: readonly number[];
}

/** What came of it. */
export interface HandleResult {
  readonly cpuMicros: number;
  readonly elapsedMs: number;
  readonly answers: readonly unknown[];
}

const { handler } = createRequire(import.meta.url)(process.argv[2]!) as {
  readonly handler: (invocation: unknown, context: Context) => Promise<unknown>;
};
const context = {
  awsRequestId: '8d2f9a4c-4a44-4d6b-9a39-0d5a7a3f9a11',
  functionName: 'annals-bench',
  getRemainingTimeInMillis: () => 60_000,
} as Context;

answerQuestions({
  handle: async ({ firsts }: HandleRequest): Promise<HandleResult> => {
    const invocations = firsts.map(notificationInvocation);
    const answers: unknown[] = [];
    const startedMs = performance.now();
    const micros = await cpuMicros(async () => {
      for (const invocation of invocations) {
        process.env['_X_AMZN_TRACE_ID'] = traceHeader;
        answers.push(await handler(invocation, context));
      }
    });
    return { cpuMicros: micros, elapsedMs: performance.now() - startedMs, answers };
  },
});
