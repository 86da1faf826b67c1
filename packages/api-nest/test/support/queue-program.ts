import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/cli/queue.js', import.meta.url));

/** How the command ended, and what it printed. */
export interface QueueCommandEnd {
  readonly code: number;
  readonly lines: readonly string[];
  readonly complaints: readonly string[];
}

/** Runs the compiled command as the root script does, with these variables and no others of its own. */
export async function runQueueCommand(
  variables: NodeJS.ProcessEnv,
  ...parameters: readonly string[]
): Promise<QueueCommandEnd> {
  const child = spawn(process.execPath, [program, ...parameters], { env: { PATH: process.env['PATH'], ...variables } });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => (printed[name] += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, lines: linesOf(printed.stdout), complaints: linesOf(printed.stderr) };
}

function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}
