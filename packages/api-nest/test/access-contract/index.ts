import { scopes, type Scope } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problem, type Send, type SentAnswer } from '../support/http-subject.js';
import { describedOperations, type TriedOperation } from './operations.js';

/** Credentials that are not good, each in its way. */
type BadCredentials = 'wrong' | 'malformed' | 'unknown' | 'expired' | 'revoked';

/** An API that knows its callers. */
export interface AccessSubject {
  /** Sends without any credentials. */
  readonly sendAsNobody: Send;
  /** Sends with credentials that are not good; there is one for each way in which that can be here. */
  readonly sendAsBad?: Readonly<Partial<Record<BadCredentials, Send>>>;
  /** Sends with good credentials for these scopes. */
  readonly sendWith?: (granted: readonly Scope[]) => Send;
  /** Sends with good credentials for everything, in each way there is. */
  readonly sendAsGood: readonly Send[];
  /** How callers are asked to authenticate. */
  readonly scheme: 'Bearer' | 'AWS4-HMAC-SHA256';
  close(): Promise<void>;
}

/**
 * Tries every operation of the description, with credentials of every kind.
 *
 * @param judged whether the app judges credentials and scopes, or only whether somebody else has
 */
export function describeAccess(open: () => Promise<AccessSubject>, { judged = true } = {}): void {
  describe('every operation of the description', () => {
    let subject: AccessSubject;
    let scoped: readonly TriedOperation[];
    let free: readonly TriedOperation[];
    beforeAll(async () => {
      subject = await open();
      // A function has no pages, and does not play the store's part.
      const here = await filterAsync(describedOperations, async ({ path }) =>
        subject.sendAsNobody('OPTIONS', path).then(({ status }) => status === 204),
      );
      scoped = here.filter((operation) => operation.scopes.length > 0);
      free = here.filter((operation) => operation.scopes.length === 0);
    });
    afterAll(() => subject.close());

    test('is there to be tried', () => {
      expect(new Set(scoped.flatMap((operation) => operation.scopes))).toEqual(new Set(scopes));
      expect(free.map(({ path }) => path)).toEqual(expect.arrayContaining(['/health/live', '/openapi.json']));
      expect(scoped.length).toBeGreaterThan(20);
    });

    const refused = async (send: Send, challenge: string) => {
      for (const operation of scoped) {
        const answer = await attempt(send, operation);
        expect([operation.path, answer.status, answer.headers['www-authenticate']]).toEqual([
          operation.path,
          401,
          challenge,
        ]);
        if (operation.method !== 'HEAD') expect(problem(answer).type).toBe('/problems/unauthenticated');
      }
    };

    test('is refused to nobody in particular, unless it is for anybody', async () => {
      await refused(subject.sendAsNobody, `${subject.scheme} realm="annals"`);
      for (const operation of free) expectLetIn(operation, await attempt(subject.sendAsNobody, operation));
    });

    test('is there for good credentials, in every way to send them', async () => {
      for (const send of subject.sendAsGood)
        for (const operation of [...scoped, ...free]) expectLetIn(operation, await attempt(send, operation));
    });

    if (!judged) return;

    test('is refused to credentials that are not good, and nobody is told in which way', async () => {
      for (const send of Object.values(subject.sendAsBad!))
        await refused(send, `${subject.scheme} realm="annals", error="invalid_token"`);
    });

    test('is refused to good credentials that lack one of its scopes, and says which it takes', async () => {
      for (const operation of scoped)
        for (const lacking of operation.scopes) {
          const others = scopes.filter((scope) => scope !== lacking);
          const answer = await attempt(subject.sendWith!(others), operation);
          expect([operation.path, answer.status]).toEqual([operation.path, 403]);
          const challenge = `realm="annals", error="insufficient_scope", scope="${operation.scopes.join(' ')}"`;
          expect(answer.headers['www-authenticate']).toBe(`Bearer ${challenge}`);
          if (operation.method !== 'HEAD') expect(problem(answer).type).toBe('/problems/forbidden');
        }
    });

    test('is there for good credentials that have its scopes and no others', async () => {
      for (const operation of scoped)
        expectLetIn(operation, await attempt(subject.sendWith!(operation.scopes), operation));
    });
  });
}

function attempt(send: Send, { method, path, body }: TriedOperation): Promise<SentAnswer> {
  return send(method, path, body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body });
}

/** It was answered by the route itself, and be it that it could not make sense of the request. */
function expectLetIn({ method, path }: TriedOperation, { status, body }: SentAnswer): void {
  // A request that was not signed here is refused by the route, whoever sends it.
  const refusals = path === '/bucket/object' ? [401, 429, 500] : [401, 403, 429, 500];
  const outcome = refusals.includes(status) ? `${status} ${body}` : 'let in';
  expect([method, path, outcome]).toEqual([method, path, 'let in']);
}

async function filterAsync<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<readonly T[]> {
  const kept: T[] = [];
  for (const item of items) if (await test(item)) kept.push(item);
  return kept;
}
