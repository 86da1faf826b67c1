/** A fault: an engine below a port cannot serve now (unreachable, throttled, full). Nothing was half done; trying again later is safe. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';

  /**
   * @param engine which one, as `GET /health/ready` names it: `sqlite`, `dynamodb`
   * @param retryAfterSeconds what the caller is told to wait, a positive integer
   */
  constructor(
    readonly engine: string,
    readonly retryAfterSeconds: number,
    options: { readonly cause: unknown },
  ) {
    super(`the ${engine} engine is unavailable`, options);
  }
}
