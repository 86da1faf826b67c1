/**
 * Package boundaries: first plants every forbidden import in a temporary workspace and demands that it is refused,
 * then judges the real sources by the same rules, and demands that there were any.
 */
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import rules from '../../.dependency-cruiser.mjs';
import { root } from '../bootstrap/environment.mjs';
import { accomplices, allowedArrows, forbiddenArrows, packageEntries, stubLibraries } from './boundary-arrows.mjs';

/**
 * @param {string} baseDir
 * @returns {Promise<import('dependency-cruiser').ICruiseResult>}
 */
async function judge(baseDir) {
  const folders = globSync('packages/*/{src,bin,lib,test,testing}', { cwd: baseDir });
  const options = { ...rules.options, baseDir, validate: true, ruleSet: rules };
  const { output } = await cruise(folders, options, rules.options?.enhancedResolveOptions);
  if (typeof output === 'string') throw new Error('the cruise returned a report instead of data');
  return output;
}

/**
 * @param {string} workspace
 * @param {string} file
 * @param {string} text
 */
function write(workspace, file, text) {
  mkdirSync(dirname(join(workspace, file)), { recursive: true });
  writeFileSync(join(workspace, file), text);
}

/**
 * Makes a workspace of empty packages and libraries, in which each arrow is one import, most of them in a file of their own.
 *
 * @param {string} workspace an empty folder.
 */
function plant(workspace) {
  for (const library of stubLibraries) {
    write(workspace, `node_modules/${library}/package.json`, JSON.stringify({ name: library, main: 'index.js' }));
    write(workspace, `node_modules/${library}/index.js`, 'module.exports = {};');
  }
  mkdirSync(join(workspace, 'node_modules/@annals'), { recursive: true });
  for (const [name, entries] of Object.entries(packageEntries)) {
    const manifest = join(root, 'packages', name, 'package.json');
    mkdirSync(join(workspace, 'packages', name), { recursive: true });
    cpSync(manifest, join(workspace, 'packages', name, 'package.json'));
    for (const entry of entries) write(workspace, `packages/${name}/${entry}`, 'export {};');
    symlinkSync(`../../packages/${name}`, join(workspace, 'node_modules/@annals', name));
  }
  const byFile = Map.groupBy([...forbiddenArrows, ...allowedArrows, ...accomplices], ({ from }) => from);
  for (const [file, arrows] of byFile) {
    const imports = arrows.map(({ to }, index) => `import * as planted${index} from '${to}';`);
    const names = arrows.map((_, index) => `planted${index}`);
    write(workspace, `packages/${file}`, `${imports.join('\n')}\nexport { ${names.join(', ')} };\n`);
  }
}

/** @returns {Promise<string[]>} what the rules got wrong about the planted imports. */
async function judgeCanary() {
  const workspace = mkdtempSync(join(tmpdir(), 'annals-boundaries-'));
  try {
    plant(workspace);
    const { summary } = await judge(workspace);
    const refusals = new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
    const refused = new Set(summary.violations.map(({ from }) => from));
    const missed = forbiddenArrows.filter(
      ({ from, rule = 'not-in-allowed' }) => !refusals.has(`${rule} packages/${from}`),
    );
    const wronged = allowedArrows.filter(({ from }) => refused.has(`packages/${from}`));
    return [
      ...missed.map(({ from, to }) => `canary: the import of ${to} from packages/${from} was not refused`),
      ...wronged.map(({ from, to }) => `canary: the import of ${to} from packages/${from} was refused`),
    ];
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

/** @returns {Promise<string[]>} what is wrong with the real sources. */
async function judgeSources() {
  const { modules, summary } = await judge(root);
  const faults = summary.violations.map(
    ({ rule, from, to, comment }) => `${rule.name}: ${from} -> ${to}${comment ? ` (${comment})` : ''}`,
  );
  for (const name of readdirSync(join(root, 'packages'))) {
    const parsed = modules.filter(({ source }) =>
      ['src', 'lib'].some((folder) => source.startsWith(`packages/${name}/${folder}/`)),
    );
    if (parsed.length === 0) faults.push(`packages/${name}: not one module was parsed, so nothing was judged`);
    if (!parsed.some(({ dependencies }) => dependencies.length > 0))
      faults.push(`packages/${name}: no import was seen`);
  }
  console.log(`${modules.length} modules, ${summary.totalDependenciesCruised ?? 0} imports judged`);
  return faults;
}

const faults = [...(await judgeCanary()), ...(await judgeSources())];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
