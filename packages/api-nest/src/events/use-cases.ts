import type {
  Event,
  EventBatch,
  EventDraft,
  EventIdentity,
  EventList,
  EventQuery,
  QueueOutcome,
  RecordOutcome,
  Result,
  Submission,
  SubmissionState,
} from '@annals/domain';

/** The events' use cases, bound to an engine: what the controllers are given. */
export interface EventUseCases {
  /** See `recordEvent` of the domain. */
  readonly recordEvent: (draft: EventDraft) => Promise<RecordOutcome>;
  /** An `EventBatch` of the domain, empty. */
  readonly newBatch: () => EventBatch;
  /** See `recordBatch` of the domain. */
  readonly recordBatch: (batch: EventBatch) => Promise<readonly RecordOutcome[]>;
  /** See `queueEvent` of the domain; absent where there is no queue. */
  readonly queueEvent?: (draft: EventDraft) => Promise<Exclude<QueueOutcome, { readonly code: 'conflict' }>>;
  /** See `queueBatch` of the domain; absent where there is no queue. */
  readonly queueBatch?: (batch: EventBatch) => Promise<readonly QueueOutcome[]>;
  /** See `submissionState` of the domain. */
  readonly submissionState: (submission: Submission) => Promise<SubmissionState>;
  /** See `findEvent` of the domain. */
  readonly findEvent: (identity: EventIdentity) => Promise<Event | undefined>;
  /** See `listEvents` of the domain. */
  readonly listEvents: (
    query: EventQuery,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ) => Promise<Result<EventList, string>>;
}

/** The token that they are injected by. */
export const eventUseCases = Symbol('eventUseCases');
