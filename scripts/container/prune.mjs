import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What nothing loads: source maps, types and documents (more than half of what packages bring), the package manager's own files, and of
 * Swagger UI all but the two files that the page asks for.
 */
const unneeded = [
  /\.map$/,
  /\.[cm]?ts$/,
  /\.tsbuildinfo$/,
  /(?:^|\/)(?!LICEN[CS]E|NOTICE)[^/]*\.(?:md|markdown)$/i,
  /(?:^|\/)(?:\.bin|\.pnpm|\.turbo)$/,
  /(?:^|\/)(?:\.modules|\.pnpm-workspace-state.*|pnpm-lock|pnpm-workspace)\.(?:yaml|json)$/,
  /\/swagger-ui-dist\/(?!swagger-ui-bundle\.js$|swagger-ui-bundle\.js\.LICENSE\.txt$|swagger-ui\.css$|package\.json$|LICENSE$|NOTICE$)/,
];

/**
 * Removes from a folder of packages what nothing loads.
 *
 * @param {string} folder
 * @returns {{ files: number, bytes: number }} what is left.
 */
export function prune(folder) {
  let files = 0;
  let bytes = 0;
  /** @param {string} path below the folder. */
  const visit = (path) => {
    for (const name of readdirSync(join(folder, path))) {
      const found = path === '' ? name : `${path}/${name}`;
      const facts = lstatSync(join(folder, found));
      if (unneeded.some((pattern) => pattern.test(found))) rmSync(join(folder, found), { recursive: true });
      else if (facts.isDirectory()) visit(found);
      else {
        files += 1;
        bytes += facts.size;
      }
    }
  };
  visit('');
  return { files, bytes };
}
