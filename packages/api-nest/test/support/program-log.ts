import { once } from 'node:events';
import type { LogLine } from './log-sink.js';
import type { Program } from './program.js';

/** The whole lines that a program has logged. */
export function linesOf(program: Program): readonly LogLine[] {
  return program.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogLine);
}

/** Waits until a program has worked on so many messages of its queue, and has told the queue and the figures. */
export async function untilHandled(program: Program, messages: number): Promise<void> {
  while (handled(program) < messages) {
    if (program.child.exitCode !== null) throw new Error(`ended: ${program.stderr}`);
    await once(program.child.stdout!, 'data');
  }
}

const counts = ['recorded', 'replayed', 'conflict', 'expired', 'retried', 'poison'] as const;

function handled(program: Program): number {
  return linesOf(program)
    .filter(({ msg }) => msg === 'queued events')
    .flatMap((line) => counts.map((name) => line[name] as number))
    .reduce((sum, count) => sum + count, 0);
}
