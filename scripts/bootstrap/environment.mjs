import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, absolute. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where the programs that tests start leave their coverage. */
export const programCoverage = join(root, 'coverage', 'programs');

/** Settings of npm that an installation needs: where the registry is and how to reach it. */
const registrySettings =
  /^npm_config_(registry|proxy|https_proxy|https-proxy|noproxy|ca|cafile|strict_ssl|userconfig|globalconfig|cache)$/i;

const quietTools = {
  DO_NOT_TRACK: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  NO_UPDATE_NOTIFIER: '1',
};

/**
 * The environment of everything that the project runs: its own tools and its Node first on PATH, and without the
 * variables by which npm describes its own run, which other tools misread.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnvironment() {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  return { ...withoutNpm(() => false), ...quietTools, PATH: path };
}

/**
 * The environment of an installation: the host's tools alone, because the project's may be half there, and what
 * npm was told about the registry. Without NODE_ENV: `production` would leave out what compiles the project.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function installEnvironment() {
  const { NODE_ENV: _, ...inherited } = withoutNpm((name) => registrySettings.test(name));
  return { ...inherited, ...quietTools };
}

/**
 * @param {(name: string) => boolean} isKept
 * @returns {NodeJS.ProcessEnv}
 */
function withoutNpm(isKept) {
  const kept = Object.entries(process.env).filter(
    ([name]) => (!/^npm_/i.test(name) && name !== 'NODE') || isKept(name),
  );
  return Object.fromEntries(kept);
}
