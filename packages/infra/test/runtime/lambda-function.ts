import { randomBytes, randomUUID } from 'node:crypto';
import { ExecutionEnvironment } from './execution-environment.js';
import { arnOf, type FunctionDefinition } from './function-definition.js';
import { maxPayloadBytes, type RuntimeAnswer } from './runtime-api.js';

/** A line of a function's log that is JSON. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A function that was deployed: an environment for each invocation under way, kept for the next. */
export class LambdaFunction {
  readonly definition: FunctionDefinition;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #printed: string[] = [];
  #starts = 0;

  constructor(definition: FunctionDefinition) {
    this.definition = definition;
  }

  /** How many environments were started so far. */
  get starts(): number {
    return this.#starts;
  }

  /** What it has printed so far: lines of JSON as what they hold, and others as they are. */
  get log(): readonly (LogLine | string)[] {
    return this.#printed.map((line) => (line.startsWith('{') ? (JSON.parse(line) as LogLine) : line));
  }

  /** Invokes it and waits for its answer. @param invocation is passed as JSON; `traceId` is X-Ray's header, a new trace's where absent */
  async invoke(invocation: unknown, traceId: string = newTrace()): Promise<RuntimeAnswer> {
    const payload = JSON.stringify(invocation);
    if (Buffer.byteLength(payload) > maxPayloadBytes) return tooLarge;
    const environment = this.#idle.pop() ?? (await this.#start());
    const answer = await environment.invoke({
      requestId: randomUUID(),
      payload,
      deadlineMs: Date.now() + this.definition.timeoutMs,
      functionArn: arnOf(this.definition),
      traceId,
    });
    if (environment.isAlive) this.#idle.push(environment);
    else this.#environments.delete(environment);
    return answer;
  }

  /** Ends all of it. */
  async stop(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
  }

  async #start(): Promise<ExecutionEnvironment> {
    this.#starts += 1;
    const environment = await ExecutionEnvironment.start(this.definition, (line) => this.#printed.push(line));
    this.#environments.add(environment);
    return environment;
  }
}

/** What Lambda says before a function hears of it. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
const tooLarge: RuntimeAnswer = {
  kind: 'failed',
  errorType: 'RequestTooLargeException',
  errorMessage: `Request must be smaller than ${maxPayloadBytes} bytes for the InvokeFunction operation`,
};

/** The header of a trace that begins, sampled. @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTrace(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=1`;
}
