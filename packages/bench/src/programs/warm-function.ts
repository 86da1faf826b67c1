/** Invokes a function whose client sends nothing, over and over. Argument: the file with its handler. */
import type { Context } from 'aws-lambda';
import { createRequire } from 'node:module';
import { answerQuestions } from '../harness/answer-questions.js';
import { cpuMicros } from '../harness/cpu-time.js';
import { gatewayRequest, traceHeader } from '../workload/gateway-request.js';
import { postedEvent, source } from '../workload/posted-event.js';

/** What is to be measured. */
export interface WarmRequest {
  readonly method: 'POST' | 'GET';
  readonly count: number;
}

/** What came of it. */
export interface InvokeResult {
  readonly cpuMicros: number;
  /** Invocations with the right status and the right event. */
  readonly answered: number;
  /** New items of the table. */
  readonly stored: number;
  /** What the first wrong answer was. */
  readonly fault?: string;
}

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

type Item = Readonly<Record<string, unknown>>;

const table = new Map<string, Item>();

/** What the client of the bundle asks instead of DynamoDB. */
Object.assign(globalThis, {
  sendToTable: ({ Item, Key }: { readonly Item?: Item; readonly Key?: Item }): Promise<object> => {
    const key = Item ?? Key;
    if (key === undefined) return Promise.reject(new Error('the stub knows puts and gets alone'));
    const name = `${String(key['pk'])}\n${String(key['sk'])}`;
    if (Item !== undefined) table.set(name, Item);
    return Promise.resolve(Item === undefined ? { Item: table.get(name) } : {});
  },
});

const { handler } = createRequire(import.meta.url)(process.argv[2]!) as {
  readonly handler: (invocation: unknown, context: Context) => Promise<Answer>;
};
const context = {
  awsRequestId: '8d2f9a4c-4a44-4d6b-9a39-0d5a7a3f9a11',
  functionName: 'annals-bench',
  getRemainingTimeInMillis: () => 29_000,
} as Context;

const keptId = 'kept';
let posted = 0;

async function invoke({ method, count }: WarmRequest): Promise<InvokeResult> {
  const keptItems = [...table].filter(([name]) => name.startsWith(`EVENT#${keptId}#`));
  table.clear();
  for (const [name, item] of keptItems) table.set(name, item);
  const before = table.size;
  const requests = Array.from({ length: count }, () => requestOf(method));
  const answers: Answer[] = [];
  const micros = await cpuMicros(async () => {
    for (const { request } of requests) {
      process.env['_X_AMZN_TRACE_ID'] = traceHeader;
      answers.push(await handler(request, context));
    }
  });
  const status = method === 'POST' ? 201 : 200;
  const isRight = ({ statusCode, body }: Answer, index: number): boolean =>
    statusCode === status && (JSON.parse(body) as { readonly id: string }).id === requests[index]!.id;
  const wrong = answers.find((answer, index) => !isRight(answer, index));
  return {
    cpuMicros: micros,
    answered: answers.filter(isRight).length,
    stored: table.size - before,
    ...(wrong && { fault: JSON.stringify(wrong) }),
  };
}

function requestOf(method: WarmRequest['method']): { readonly id: string; readonly request: unknown } {
  if (method === 'GET')
    return { id: keptId, request: gatewayRequest('GET', `/events/${keptId}?source=${encodeURIComponent(source)}`) };
  const id = `warm-${++posted}`;
  return { id, request: gatewayRequest('POST', '/events', JSON.stringify(postedEvent(id, posted))) };
}

await handler(gatewayRequest('POST', '/events', JSON.stringify(postedEvent(keptId, 0))), context);
answerQuestions({ invoke });
