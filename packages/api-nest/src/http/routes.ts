import type { Request } from 'express';

/** The part of Express' router that says which routes there are. */
interface RouteLayer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
  match(path: string): boolean;
}

/** In the order in which `Allow` lists them. */
const listedMethods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The methods that the path of a request has, as `Allow` lists them; none where there is no such path. */
export function allowedMethods(request: Request): readonly string[] {
  const found = new Set<string>();
  // A path with a wildcard is a middleware's.
  for (const layer of request.app.router.stack as unknown as readonly RouteLayer[])
    if (layer.route !== undefined && !layer.route.path.includes('*') && layer.match(request.path))
      for (const { method } of layer.route.stack) if (method !== undefined) found.add(method.toUpperCase());
  if (found.has('GET')) found.add('HEAD');
  if (found.size > 0) found.add('OPTIONS');
  return listedMethods.filter((method) => found.has(method));
}
