import type { Scope } from '@annals/domain';
import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/** Who may call a route. */
export type DeclaredAccess =
  /** Callers that have every one of these scopes. */
  | { readonly kind: 'scoped'; readonly scopes: readonly Scope[] }
  /** Anybody: nothing there is worth a credential, or the address itself is one. */
  | { readonly kind: 'public' }
  /** Anybody, however often: what watches over the service asks there. */
  | { readonly kind: 'probe' };

const metadataKey = 'annals:access';

/** Declares that a route, or every route of a controller, is for callers that have all of these scopes. */
export function Requires(...scopes: readonly [Scope, ...Scope[]]): CustomDecorator {
  return declare({ kind: 'scoped', scopes });
}

/** Declares that a route, or every route of a controller, is for anybody. */
export function Public(): CustomDecorator {
  return declare({ kind: 'public' });
}

/** Declares that a route is for anybody and is never limited: a load balancer's question, say. */
export function Probe(): CustomDecorator {
  return declare({ kind: 'probe' });
}

/** What was found of each method of each controller: decorators are looked up once, and not for each request. */
const found = new Map<object, Map<object, DeclaredAccess | undefined>>();

/** What a route declares: the method itself, else its controller; `undefined` where neither does. */
export function accessOf(handler: object, controller: object): DeclaredAccess | undefined {
  const ofController = found.get(controller) ?? new Map<object, DeclaredAccess | undefined>();
  found.set(controller, ofController);
  if (!ofController.has(handler)) {
    const declared: unknown = Reflect.getMetadata(metadataKey, handler) ?? Reflect.getMetadata(metadataKey, controller);
    ofController.set(handler, declared as DeclaredAccess | undefined);
  }
  return ofController.get(handler);
}

function declare(access: DeclaredAccess): CustomDecorator {
  return SetMetadata(metadataKey, access);
}
