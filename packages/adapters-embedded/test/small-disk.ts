import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory, that is soon full. */
export interface SmallDisk {
  readonly path: string;
  /** Takes it away. */
  remove(): void;
}

/** Mounts a file system of so many KiB; a sentence where this user or this system cannot. */
export function mountSmallDisk(sizeKib: number): SmallDisk | { readonly reason: string } {
  if (process.platform !== 'linux') return { reason: 'file systems in memory are mounted on Linux only' };
  if (process.getuid?.() !== 0) return { reason: 'only root may mount a file system' };
  const path = mkdtempSync(join(tmpdir(), 'annals-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(path);
    return { reason: `no file system can be mounted: ${String(error).trim()}` };
  }
  return {
    path,
    remove: () => {
      execFileSync('umount', [path]);
      rmdirSync(path);
    },
  };
}
