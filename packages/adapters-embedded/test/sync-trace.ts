import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a trace of the program tells, in the order in which it happened. */
export type TracedStep =
  /** The engine is open. */
  | 'open'
  /** The log has been synced. */
  | 'sync'
  /** An acknowledgement is about to be printed. */
  | 'ack';

/** The command that traces a program's syncs and writes, in all its threads, to a file. */
export function tracer(file: string): string[] {
  return ['strace', '-f', '-y', '-s', '64', '-e', 'trace=fsync,fdatasync,write', '-o', file];
}

/** Why nothing can be traced here; `undefined` where it can. */
export function untraceable(): string | undefined {
  try {
    execFileSync('strace', ['-e', 'trace=none', 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `strace does not run here: ${String(error).split('\n', 1)[0]!}`;
  }
}

const syncOfLog = /f(?:data)?sync\(\d+<[^>]*annals\.db-wal>/;

/** Reads a trace. A call that others interrupt is two lines: a sync counts where it returns, an acknowledgement where it begins. */
export function readTrace(file: string): TracedStep[] {
  const steps: TracedStep[] = [];
  const syncing = new Set<string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const thread = line.split(' ', 1)[0]!;
    if (line.includes('"open')) steps.push('open');
    else if (line.includes('"ack ')) steps.push('ack');
    else if (syncOfLog.test(line)) {
      if (line.endsWith('<unfinished ...>')) syncing.add(thread);
      else if (line.endsWith('= 0')) steps.push('sync');
    } else if (/<\.\.\. f(?:data)?sync resumed>.*= 0$/.test(line) && syncing.delete(thread)) steps.push('sync');
  }
  return steps;
}
