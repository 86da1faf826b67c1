import type { Scope, Telemetry } from '@annals/domain';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Problem } from '../http/problem.js';
import { noteAccess, type AccessFailure } from './access-note.js';
import { openToAll, type AccessOptions } from './access-options.js';
import type { Caller } from './authentication.js';
import { clientOf } from './client-address.js';
import { accessOf, type DeclaredAccess } from './declared-access.js';
import { limited, unauthenticated, underScoped } from './refusals.js';

/**
 * Stands before every route, and before its body is read: a caller passes who has what the route declares, and a route that declares
 * nothing is nobody's.
 */
export class AccessGuard implements CanActivate {
  /** Whether everybody is let in, however often: then there is nothing to wait for. */
  readonly #isOpen: boolean;

  constructor(
    private readonly options: AccessOptions,
    private readonly telemetry: Pick<Telemetry, 'count'>,
  ) {
    this.#isOpen = options.authenticate === openToAll.authenticate && options.requests === undefined;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const [controller, handler] = [context.getClass(), context.getHandler()];
    const access = accessOf(handler, controller);
    if (access === undefined)
      throw new Error(`${controller.name}.${handler.name} declares no scope: see Requires, Public and Probe`);
    return this.#isOpen || access.kind === 'probe' || this.#admit(request, access);
  }

  async #admit(request: Request, access: Exclude<DeclaredAccess, { kind: 'probe' }>): Promise<boolean> {
    if (access.kind === 'scoped') await this.#admitScoped(request, access.scopes);
    else await this.#takeOne(request, undefined);
    return true;
  }

  async #admitScoped(request: Request, scopes: readonly Scope[]): Promise<void> {
    const caller = await this.#callerOf(request);
    await this.#takeOne(request, caller.id);
    if (scopes.every((scope) => caller.may(scope))) noteAccess(request, { caller: caller.id });
    else throw this.#refusal(request, 'scope', caller.id, underScoped(this.options.scheme, scopes));
  }

  /** Clients that were refused too often are refused before anything is looked up for them. */
  async #callerOf(request: Request): Promise<Caller> {
    const { authenticate, failures, scheme } = this.options;
    if (failures !== undefined) {
      const locked = await failures.look(clientOf(request.ip));
      if (locked !== undefined) throw this.#refusal(request, 'limited', undefined, limited(locked));
    }
    const result = await authenticate(request);
    if (result.code === 'authenticated') return result.caller;
    await failures?.take(clientOf(request.ip));
    throw this.#refusal(request, result.reason, result.callerId, unauthenticated(scheme, result.reason === 'missing'));
  }

  async #takeOne(request: Request, callerId: string | undefined): Promise<void> {
    const { requests } = this.options;
    if (requests === undefined) return;
    const who = callerId === undefined ? `address ${clientOf(request.ip)}` : `caller ${callerId}`;
    const seconds = await requests.take(who);
    if (seconds !== undefined) throw this.#refusal(request, 'limited', callerId, limited(seconds));
  }

  #refusal(request: Request, reason: AccessFailure, caller: string | undefined, problem: Problem): Problem {
    this.telemetry.count('annals_auth_failures_total', { reason });
    noteAccess(request, { caller, refused: reason, client: request.ip });
    return problem;
  }
}
