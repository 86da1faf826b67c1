import { isLongerThan, maxKeyBytes } from '@annals/domain';

/** The longest name that file systems take, in bytes of UTF-8. @see https://en.wikipedia.org/wiki/Comparison_of_file_systems#Limits */
const maxNameBytes = 255;

/** @see https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;

/** What Windows refuses in a name, or takes off its end. */
// eslint-disable-next-line no-control-regex
const notOnWindows = /[<>:"|?*\u0000-\u001f]|[. ]$/;

/** The names of folders, and of a file at last, that lead from the bucket's folder to a file. */
export type ObjectPath = readonly string[];

/**
 * The path whose file has a key, on a system of a kind: its parts between slashes, if each is a name that a file there can have and
 * that comes back unchanged. `undefined` for every other key: one with an empty part, `.` or `..`, NUL, or a part of over 255 bytes.
 */
export function pathOfKey(key: string, platform: NodeJS.Platform = process.platform): ObjectPath | undefined {
  const names = key.split('/');
  return names.every((name) => isName(name, platform)) ? names : undefined;
}

/** The key of the file that a path leads to; `undefined` where that is none: too long, or of names that are not text. */
export function keyOfPath(path: ObjectPath, platform: NodeJS.Platform = process.platform): string | undefined {
  const key = path.join('/');
  if (!key.isWellFormed() || isLongerThan(key, maxKeyBytes)) return undefined;
  return path.length > 0 && path.every((name) => isName(name, platform)) ? key : undefined;
}

/**
 * Whether an upload may make a file at a path. Names that mean a device or hold a backslash are left out on every system: elsewhere
 * they are harmless, but in a folder that is moved to Windows they would reach out of it.
 */
export function mayBeMade(path: ObjectPath): boolean {
  return !path.some((name) => name.includes('\\') || deviceName.test(name));
}

function isName(name: string, platform: NodeJS.Platform): boolean {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) return false;
  if (isLongerThan(name, maxNameBytes)) return false;
  return platform !== 'win32' || !(name.includes('\\') || deviceName.test(name) || notOnWindows.test(name));
}
