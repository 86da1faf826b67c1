import {
  EngineUnavailable,
  findEvent,
  instantFromMicros,
  readJson,
  readNativeEvent,
  recordEvent,
  type Clock,
  type Event,
  type EventRepository,
  type IdGenerator,
  type MessageQueue,
  type ReceivedMessage,
  type RecordOutcome,
  type Sha256,
  type Telemetry,
} from '@annals/domain';

/** What the sample workload runs on. */
export interface SampleDependencies {
  readonly repository: EventRepository;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly sha256: Sha256;
  readonly telemetry: Telemetry;
  /** Absent where there is none: nothing is sent or received then. */
  readonly queue?: MessageQueue | undefined;
}

/** A title, as the sample keeps them. */
export interface Title {
  readonly year: number;
  readonly title: string;
  readonly id: string;
}

/** What was saved. */
export interface SavedData {
  readonly id: string;
  readonly timestamp: string;
}

/** A workflow whose data was saved, and about which no message was sent. */
export class WorkflowCutShort extends Error {
  override readonly name = 'WorkflowCutShort';

  constructor(
    readonly dataId: string,
    override readonly cause: EngineUnavailable,
  ) {
    super('the data of the workflow was saved, and no message sent', { cause });
  }
}

/** Where the events of the sample happen, and what they are. */
const titles = { source: '/sample/titles', type: 'annals.sample.title' } as const;
const data = { source: '/sample/data', type: 'annals.sample.data' } as const;

/** How long data is kept: as long as the workload that this one is modelled on keeps it. */
const retentionMicros = 24 * 60 * 60 * 1_000_000;

/** How long receiving waits for the first message, in milliseconds: long enough for SQS to ask all its servers. */
const waitMs = 1_000;

/** How long a message that is being answered with is hidden from others, in milliseconds. */
const visibilityMs = 30_000;

/** Work that exercises the engine and the queue from end to end, through the use cases that everything goes through. */
export class SampleWorkload {
  constructor(private readonly dependencies: SampleDependencies) {}

  /** The time, as answers give it. */
  timestamp(): string {
    return instantFromMicros(this.dependencies.clock.nowMicros());
  }

  /** Records a title; one with an id of its own where it has none. */
  recordTitle({ id = this.#nextId(), ...rest }: Omit<Title, 'id'> & Partial<Title>): Promise<RecordOutcome> {
    return this.#record({ ...titles, id, payload: { ...rest, id } });
  }

  /** Saves made-up data for a day. Throws `EngineUnavailable`. */
  async saveData(what: 'Sample' | 'Workflow'): Promise<SavedData> {
    const { clock, sha256 } = this.dependencies;
    const id = this.#nextId();
    const timestamp = this.timestamp();
    // Made up, but the same for the same id.
    const number = Array.from(sha256(id)).reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % 9_000;
    const outcome = await this.#record({
      ...data,
      id,
      expiresAt: instantFromMicros(clock.nowMicros() + retentionMicros),
      payload: {
        id,
        timestamp,
        user_id: `user-${1_000 + number}`,
        created_at: timestamp,
        data: { message: `${what} data ${id}`, value: 1 + (number % 100) },
      },
    });
    requireRecorded(outcome);
    return { id, timestamp };
  }

  /** What was saved under an id, as JSON text; `undefined` where nothing was, or it has expired. */
  async findData(id: string): Promise<string | undefined> {
    const event: Event | undefined = await findEvent({ source: data.source, id }, this.dependencies);
    return event?.type === data.type && event.data.kind === 'json' ? event.data.text : undefined;
  }

  /** Sends a message; its own id, and the queue's. Throws `EngineUnavailable`. */
  async sendMessage(): Promise<{ readonly id: string; readonly messageId: string }> {
    const id = this.#nextId();
    return { id, messageId: await this.#send({ id, source: 'annals', content: `Test message ${id}` }) };
  }

  /** Up to ten messages, as soon as there is one. */
  receiveMessages(signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
    return this.#queue.receive({ max: 10, waitMs, visibilityMs, signal });
  }

  /** Deletes messages. What could not be deleted is received again. */
  async deleteMessages(messages: readonly ReceivedMessage[]): Promise<void> {
    if (messages.length > 0) await this.#queue.delete(messages.map(({ receipt }) => receipt));
  }

  /** Gives messages back that nobody has seen. */
  async returnMessages(messages: readonly ReceivedMessage[]): Promise<void> {
    const reason = 'the answer with it was not taken';
    await Promise.all(messages.map((message) => this.#queue.release(message, 0, reason)));
  }

  /** Saves data and sends a message about it, within one span; how long that took, in seconds. Throws `EngineUnavailable` and `WorkflowCutShort`. */
  async runWorkflow(): Promise<SavedData & { readonly tookSeconds: number }> {
    const { clock, telemetry } = this.dependencies;
    const startMicros = clock.nowMicros();
    return telemetry.inSpan('sample workflow', {}, async () => {
      const { id, timestamp } = await this.saveData('Workflow');
      const message = { id, source: 'workflow', content: `Workflow message for data ${id}` };
      await this.#send(message).catch((cause: unknown) => {
        throw cause instanceof EngineUnavailable ? new WorkflowCutShort(id, cause) : cause;
      });
      return { id, timestamp, tookSeconds: (clock.nowMicros() - startMicros) / 1_000_000 };
    });
  }

  get #queue(): MessageQueue {
    return this.dependencies.queue!;
  }

  #nextId(): string {
    return this.dependencies.ids.nextId();
  }

  async #send(message: { readonly id: string; readonly source: string; readonly content: string }): Promise<string> {
    const { id, ...rest } = message;
    const body = JSON.stringify({ id, timestamp: this.timestamp(), ...rest });
    const [outcome] = await this.#queue.send([{ body }]);
    if (outcome!.code === 'failed') throw unavailable(this.#queue.name, outcome!.cause);
    return outcome!.messageId;
  }

  #record(members: object): Promise<RecordOutcome> {
    const json = readJson(JSON.stringify(members));
    if (!json.ok) throw new Error(json.error);
    return recordEvent(readNativeEvent(json.value), this.dependencies);
  }
}

/** An event of the workload's own making is always valid, and its id is nobody else's. */
function requireRecorded(outcome: RecordOutcome): void {
  if (outcome.code === 'failed') throw unavailable('events', outcome.cause);
  if (outcome.code !== 'recorded') throw new Error(`the data was not recorded, but ${outcome.code}`);
}

function unavailable(what: string, cause: unknown): EngineUnavailable {
  return cause instanceof EngineUnavailable ? cause : new EngineUnavailable(what, 1, { cause });
}
