import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, tmpdir, totalmem } from 'node:os';
import { statfsSync } from 'node:fs';
import type { Cpus } from '../harness/cpus.js';

/** Where and when something was measured. */
export interface Circumstances {
  /** `2026-11-21` */
  readonly date: string;
  /** The commit, and whether the files were as in it. */
  readonly commit: string;
  readonly node: string;
  readonly v8: string;
  readonly system: string;
  readonly processors: string;
  readonly memoryGb: number;
  /** Whether what is measured had a processor to itself, as far as the system allows. */
  readonly isPinned: boolean;
  /** What else wanted a processor when the measurement began: the average of a minute. */
  readonly load: number;
  /** The kind of the disk that data was written to. */
  readonly disk: string;
}

/** Finds out where and when this is. */
export function circumstances({ subject }: Cpus): Circumstances {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(),
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${platform()} ${release()} ${arch()}`,
    processors: `${processors.length} x ${processors[0]?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 1e9),
    isPinned: subject !== undefined,
    load: Number(loadavg()[0]!.toFixed(1)),
    disk: diskOf(tmpdir()),
  };
}

function commitOf(): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' and changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

/** @see https://man7.org/linux/man-pages/man2/statfs.2.html */
const fileSystems: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x01021994: 'tmpfs',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x794c7630: 'overlayfs',
};

function diskOf(folder: string): string {
  try {
    const { type } = statfsSync(folder);
    return fileSystems[type] ?? `a file system of type 0x${type.toString(16)}`;
  } catch {
    return 'unknown';
  }
}

/** Names of dependencies whose versions say what the opponents are. */
const named = [
  '@nestjs/core',
  'express',
  '@aws-sdk/lib-dynamodb',
  '@codegenie/serverless-express',
  'aws-xray-sdk-core',
  'esbuild',
];

/** The versions of what is measured and of what it is measured against, as the catalog of the workspace has them. */
export function versions(): Readonly<Record<string, string>> {
  const catalog = readFileSync(new URL('../../../../pnpm-workspace.yaml', import.meta.url), 'utf8');
  return Object.fromEntries(
    named.map((name) => {
      const escaped = name.replaceAll(/[/@]/g, '\\$&');
      return [name, new RegExp(`^ {2}'?${escaped}'?: (\\S+)$`, 'm').exec(catalog)?.[1] ?? 'unknown'];
    }),
  );
}
