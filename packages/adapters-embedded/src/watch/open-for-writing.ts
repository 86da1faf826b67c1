import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** The most links that are read before other work has its turn: some two milliseconds. */
const linksPerTurn = 500;

/** The lowest two bits of a file's flags: 0 is read only. */
const accessBits = 0o3;

/**
 * The files below a folder that a program has open for writing, as absolute paths. Only Linux tells, and only of the programs that this
 * user may look into; elsewhere it is empty. A file that is written through a mapping and closed is not among them.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html
 */
export async function openForWriting(folder: string): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  if (process.platform !== 'linux') return open;
  let links = 0;
  for (const program of namesIn('/proc')) {
    if (!/^\d+$/.test(program)) continue;
    for (const number of namesIn(`/proc/${program}/fd`)) {
      if (++links % linksPerTurn === 0) await setImmediate();
      const path = readOr('', () => readlinkSync(`/proc/${program}/fd/${number}`));
      if (path.startsWith(`${folder}${sep}`) && isForWriting(program, number)) open.add(path);
    }
  }
  return open;
}

function isForWriting(program: string, number: string): boolean {
  const info = readOr('', () => readFileSync(`/proc/${program}/fdinfo/${number}`, 'latin1'));
  const flags = /^flags:\s*([0-7]+)$/m.exec(info)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & accessBits) !== 0;
}

function namesIn(folder: string): readonly string[] {
  return readOr([], () => readdirSync(folder));
}

/** Programs end while they are looked at, and others' may not be looked into. */
function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
