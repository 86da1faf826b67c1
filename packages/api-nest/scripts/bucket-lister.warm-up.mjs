/** What the lister is asked for before its code cache is made: the bucket is listed, through either kind of API. */
import { throughHttpApi, throughRestApi } from './gateway-invocation.mjs';

/** @type {import('../../../scripts/bundle/code-cache/make-code-cache.mjs').WarmUp['invocations']} */
export const invocations = [throughRestApi, throughHttpApi].map((through) => ({
  invocation: through('GET', '/bucket/objects?limit=10'),
  isRight: (answer) => /** @type {{ statusCode?: number }} */ (answer).statusCode === 200,
}));
