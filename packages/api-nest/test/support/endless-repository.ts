import { EngineUnavailable, type EventPage } from '@annals/domain';
import { event, InMemoryEventRepository } from '@annals/domain/testing';

const events = Array.from({ length: 256 }, (_, index) => event({ id: `e${index}`, payload: 'x'.repeat(4000) }));
const { instant, hash } = events.at(-1)!;

/** Lists the same page of a megabyte over and over, up to a page where the engine fails. */
export class EndlessRepository extends InMemoryEventRepository {
  /** How many pages were asked for. */
  pages = 0;
  readonly #failsAt: number;

  constructor(failsAt = Number.POSITIVE_INFINITY) {
    super();
    this.#failsAt = failsAt;
  }

  override list(): Promise<EventPage> {
    if (++this.pages >= this.#failsAt) throw new EngineUnavailable('memory', 1, { cause: new Error('gone') });
    return Promise.resolve({ events, next: { instant, hash } });
  }
}
