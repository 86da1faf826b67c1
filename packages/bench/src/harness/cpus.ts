import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The processors that a comparison uses. */
export interface Cpus {
  /** What is measured runs here and nothing else of ours; `undefined` where the system cannot pin processes. */
  readonly subject: number | undefined;
  /** Stubs, load and the benchmark itself. */
  readonly rest: number | undefined;
}

/** Finds out which processors there are, and whether processes can be pinned to them: only where there are two, and `taskset`. */
export function findCpus(): Cpus {
  const allowed = allowedCpus();
  if (allowed.length < 2 || !canPin(allowed[0]!)) return { subject: undefined, rest: undefined };
  return { subject: allowed.at(-1)!, rest: allowed[0]! };
}

/** Keeps this process, and those that it starts, on a processor. */
export function pinSelf(cpu: number | undefined): void {
  if (cpu !== undefined)
    execFileSync('taskset', ['-a', '-c', '-p', String(cpu), String(process.pid)], { stdio: 'ignore' });
}

/** A command that runs another on a processor; the other itself where there is none. */
export function pinned(cpu: number | undefined, command: string, args: readonly string[]): [string, string[]] {
  return cpu === undefined ? [command, [...args]] : ['taskset', ['-c', String(cpu), command, ...args]];
}

/** The numbers in a list of the kernel's, `0-2,5`. */
export function parseCpuList(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.trim().split('-').map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, index) => first! + index);
  });
}

function allowedCpus(): number[] {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return list === undefined ? [] : parseCpuList(list);
  } catch {
    // Only Linux has this file; elsewhere the system decides where processes run.
    return [];
  }
}

function canPin(cpu: number): boolean {
  try {
    execFileSync('taskset', ['-c', String(cpu), 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
