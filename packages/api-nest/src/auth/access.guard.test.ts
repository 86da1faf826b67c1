import { noTelemetry, scopes, type Scope } from '@annals/domain';
import { RecordingTelemetry } from '@annals/domain/testing';
import { describe, expect, test } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Problem } from '../http/problem.js';
import { accessNoteOf } from './access-note.js';
import { openToAll } from './access-options.js';
import { AccessGuard } from './access.guard.js';
import { authenticated, entrusted, refused, type Authentication } from './authentication.js';
import { memoryLimiter } from '../server/memory-limiter.js';
import { Probe, Public, Requires } from './declared-access.js';

@Requires('operations')
class Routes {
  @Requires('events:read')
  read(): string {
    return 'read';
  }
  @Requires('events:write', 'operations')
  workflow(): string {
    return 'workflow';
  }
  @Public()
  open(): string {
    return 'open';
  }
  @Probe()
  probed(): string {
    return 'probed';
  }
  inherited(): string {
    return 'inherited';
  }
}

class Undeclared {
  route(): string {
    return 'route';
  }
}

function request(): Request {
  return { ip: '192.0.2.1' } as Request;
}

function contextOf(controller: { readonly prototype: object }, method: string, of = request()): ExecutionContext {
  return {
    getClass: () => controller,
    getHandler: () => (controller.prototype as Record<string, unknown>)[method],
    switchToHttp: () => ({ getRequest: () => of }),
  } as unknown as ExecutionContext;
}

/** What it throws at once is a rejection, as Nest has it. */
class WaitingGuard extends AccessGuard {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    return super.canActivate(context);
  }
}

function guard(result: Authentication): WaitingGuard {
  return new WaitingGuard({ ...openToAll, authenticate: () => result }, noTelemetry);
}

async function refusal(run: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Problem)) throw new Error('it was let in', { cause: thrown });
  return thrown;
}

describe('the guard', () => {
  test('refuses a route that declares nothing, whoever asks', async () => {
    const attempt = guard(entrusted('anyone')).canActivate(contextOf(Undeclared, 'route'));
    await expect(attempt).rejects.toThrow('Undeclared.route declares no scope');
  });

  test('of a server that is open to all lets anybody in at once, and to no route that declares nothing', () => {
    const open = new AccessGuard(openToAll, noTelemetry);
    for (const method of ['read', 'open', 'probed']) expect(open.canActivate(contextOf(Routes, method))).toBe(true);
    expect(() => open.canActivate(contextOf(Undeclared, 'route'))).toThrow('declares no scope');
  });

  test('of a server that is open to all counts where requests are limited', async () => {
    const limited = new WaitingGuard({ ...openToAll, requests: memoryLimiter(1) }, noTelemetry);
    expect(await limited.canActivate(contextOf(Routes, 'read'))).toBe(true);
    expect((await refusal(limited.canActivate(contextOf(Routes, 'read')))).code).toBe('too-many-requests');
  });

  test.each(['open', 'probed'])('lets anybody to a route that is %s, and asks for nothing', async (method) => {
    const authenticate = (): Authentication => {
      throw new Error('it asked');
    };
    const unasked = new WaitingGuard({ ...openToAll, authenticate }, noTelemetry);
    expect(await unasked.canActivate(contextOf(Routes, method))).toBe(true);
  });

  test.each<[string, readonly Scope[]]>([
    ['read', ['events:read']],
    ['workflow', ['events:write', 'operations']],
    ['inherited', ['operations']],
  ])('lets to %s whoever has all of %j, and nobody who lacks one', async (method, needed) => {
    expect(await guard(authenticated('key', needed)).canActivate(contextOf(Routes, method))).toBe(true);
    for (const lacking of needed) {
      const others = scopes.filter((scope) => scope !== lacking);
      const { code, details } = await refusal(
        guard(authenticated('key', others)).canActivate(contextOf(Routes, method)),
      );
      expect(code).toBe('forbidden');
      expect(details.headers).toEqual({
        'WWW-Authenticate': `Bearer realm="annals", error="insufficient_scope", scope="${needed.join(' ')}"`,
      });
    }
  });

  test('asks a caller without credentials for some', async () => {
    const { code, details } = await refusal(guard(refused('missing')).canActivate(contextOf(Routes, 'read')));
    expect([code, details.headers]).toEqual(['unauthenticated', { 'WWW-Authenticate': 'Bearer realm="annals"' }]);
  });

  test('tells callers with bad credentials all the same', async () => {
    const told = await Promise.all(
      (['malformed', 'unknown', 'wrong', 'expired', 'revoked'] as const).map(async (reason) => {
        const { code, details } = await refusal(guard(refused(reason)).canActivate(contextOf(Routes, 'read')));
        return JSON.stringify([code, details]);
      }),
    );
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toContain(String.raw`Bearer realm=\"annals\", error=\"invalid_token\"`);
  });

  test('notes for the log who called, or why nobody was let in, and from where', async () => {
    const [known, expired, lacking] = [request(), request(), request()];
    await guard(authenticated('key-1', ['events:read'])).canActivate(contextOf(Routes, 'read', known));
    await refusal(guard(refused('expired', 'key-2')).canActivate(contextOf(Routes, 'read', expired)));
    await refusal(guard(authenticated('key-3', [])).canActivate(contextOf(Routes, 'read', lacking)));
    expect([known, expired, lacking].map(accessNoteOf)).toEqual([
      { caller: 'key-1' },
      { caller: 'key-2', refused: 'expired', client: '192.0.2.1' },
      { caller: 'key-3', refused: 'scope', client: '192.0.2.1' },
    ]);
  });

  test('counts what it refuses, by reason', async () => {
    const telemetry = new RecordingTelemetry();
    const counting = (result: Authentication) =>
      new WaitingGuard({ ...openToAll, authenticate: () => result }, telemetry);
    for (const reason of ['missing', 'expired', 'expired'] as const)
      await refusal(counting(refused(reason)).canActivate(contextOf(Routes, 'read')));
    await refusal(counting(authenticated('key', [])).canActivate(contextOf(Routes, 'read')));
    await counting(authenticated('key', ['events:read'])).canActivate(contextOf(Routes, 'read'));
    expect(
      (['missing', 'expired', 'scope', 'wrong'] as const).map((reason) =>
        telemetry.counter('annals_auth_failures_total', { reason }),
      ),
    ).toEqual([1, 2, 1, 0]);
  });
});

describe('the limits', () => {
  const from = (ip: string) => ({ ip }) as Request;
  const retryAfter = async (run: Promise<unknown>) => {
    const { code, details } = await refusal(run);
    expect(code).toBe('too-many-requests');
    return Number(details.headers!['Retry-After']);
  };

  test('refuse a client whose credentials were bad too often, without asking for them, and no other client', async () => {
    let asked = 0;
    const authenticate = () => {
      asked++;
      return refused('unknown');
    };
    const limiting = new WaitingGuard({ ...openToAll, authenticate, failures: memoryLimiter(2) }, noTelemetry);
    const attempt = (ip: string) => limiting.canActivate(contextOf(Routes, 'read', from(ip)));
    for (let count = 0; count < 2; count++) expect((await refusal(attempt('192.0.2.1'))).code).toBe('unauthenticated');
    const seconds = await retryAfter(attempt('192.0.2.1'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(asked).toBe(2);
    expect((await refusal(attempt('192.0.2.2'))).code).toBe('unauthenticated');
  });

  test('count the requests of a caller, wherever they come from', async () => {
    const options = { ...openToAll, authenticate: () => entrusted('key-1'), requests: memoryLimiter(2) };
    const limiting = new WaitingGuard(options, noTelemetry);
    const attempt = (ip: string) => limiting.canActivate(contextOf(Routes, 'read', from(ip)));
    expect(await attempt('192.0.2.1')).toBe(true);
    expect(await attempt('192.0.2.2')).toBe(true);
    await retryAfter(attempt('192.0.2.3'));
  });

  test('count the requests of a client where nobody knows who calls, on public routes too, but not those of a probe', async () => {
    const limiting = new WaitingGuard({ ...openToAll, requests: memoryLimiter(2) }, noTelemetry);
    const attempt = (method: string, ip = '192.0.2.1') => limiting.canActivate(contextOf(Routes, method, from(ip)));
    expect(await attempt('read')).toBe(true);
    expect(await attempt('open')).toBe(true);
    await retryAfter(attempt('read'));
    await retryAfter(attempt('open'));
    expect(await attempt('open', '192.0.2.2')).toBe(true);
    expect(await attempt('probed')).toBe(true);
  });

  test('are none at zero', async () => {
    const limiting = new WaitingGuard({ ...openToAll, requests: memoryLimiter(0) }, noTelemetry);
    for (let count = 0; count < 100; count++) expect(await limiting.canActivate(contextOf(Routes, 'open'))).toBe(true);
  });
});
