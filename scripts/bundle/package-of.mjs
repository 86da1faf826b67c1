/**
 * The package that a file is of; nothing where it is of none.
 *
 * @param {string} file a path in which the last `node_modules` tells the package; a workspace's own are told by their folder.
 * @returns {string}
 */
export function packageOf(file) {
  const library = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  const own = /(?:^|\/)packages\/([^/]+)\/dist\//.exec(file)?.[1] ?? /^\.\.\/([^/]+)\/dist\//.exec(file)?.[1];
  return library ?? (own === undefined ? '' : `@annals/${own}`);
}
