import type { Scope } from '@annals/domain';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Problem } from '../http/problem.js';
import { noteAccess, type AccessFailure } from './access-note.js';
import type { AccessOptions } from './access-options.js';
import { accessOf } from './declared-access.js';

/** The part of the service that callers are asked to authenticate for. @see https://www.rfc-editor.org/rfc/rfc9110#section-11.5 */
const realm = 'annals';

/**
 * Stands before every route, and before its body is read: a caller passes who has what the route declares, and a route that declares
 * nothing is nobody's.
 */
export class AccessGuard implements CanActivate {
  constructor(private readonly options: AccessOptions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const [controller, handler] = [context.getClass(), context.getHandler()];
    const access = accessOf(handler, controller);
    if (access === undefined)
      throw new Error(`${controller.name}.${handler.name} declares no scope: see Requires, Public and Probe`);
    if (access.kind === 'scoped') await this.#admit(request, access.scopes);
    return true;
  }

  async #admit(request: Request, scopes: readonly Scope[]): Promise<void> {
    const result = await this.options.authenticate(request);
    if (result.code === 'refused') {
      this.#note(request, result.reason, result.callerId);
      throw this.#unauthenticated(result.reason === 'missing');
    }
    const { caller } = result;
    if (!scopes.every((scope) => caller.may(scope))) {
      this.#note(request, 'scope', caller.id);
      throw this.#underScoped(scopes);
    }
    noteAccess(request, { caller: caller.id });
  }

  #note(request: Request, reason: AccessFailure, caller: string | undefined): void {
    noteAccess(request, { caller, refused: reason, client: request.ip });
  }

  /** Why credentials are refused is nobody's business but the operator's. @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
  #unauthenticated(isMissing: boolean): Problem {
    const { scheme } = this.options;
    const error = isMissing || scheme !== 'Bearer' ? '' : ', error="invalid_token"';
    return new Problem('unauthenticated', {
      detail: isMissing
        ? 'This address is for callers who authenticate themselves.'
        : 'These credentials are not good, or no longer.',
      headers: { 'WWW-Authenticate': `${scheme} realm="${realm}"${error}` },
    });
  }

  #underScoped(scopes: readonly Scope[]): Problem {
    const listed = scopes.join(' ');
    return new Problem('forbidden', {
      detail: `The credentials are good, but not for this: it takes ${scopes.join(' and ')}.`,
      headers: {
        'WWW-Authenticate': `${this.options.scheme} realm="${realm}", error="insufficient_scope", scope="${listed}"`,
      },
    });
  }
}
