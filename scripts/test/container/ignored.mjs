/**
 * Whether a file is kept from the builder: the last pattern that matches it, or a folder that it is in, decides.
 *
 * @param {string} patterns the text of a .dockerignore, without escapes, `?` and classes.
 * @param {string} file relative, with slashes.
 * @returns {boolean}
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function isIgnored(patterns, file) {
  const parts = file.split('/');
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  let ignored = false;
  for (const line of patterns.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const negated = line.startsWith('!');
    const pattern = toRegExp(negated ? line.slice(1) : line);
    if (paths.some((path) => pattern.test(path))) ignored = !negated;
  }
  return ignored;
}

/** @param {string} pattern */
function toRegExp(pattern) {
  const source = pattern
    .replaceAll('.', '\\.')
    .replaceAll(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'));
  return new RegExp(`^${source}$`);
}
