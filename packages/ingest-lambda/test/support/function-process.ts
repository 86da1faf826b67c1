import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How an invocation of a bundled function ended. */
export interface Invoked {
  /** What it returned, one for each invocation that was answered. */
  readonly answers: readonly unknown[];
  /** The lines that it wrote to its log. */
  readonly log: readonly Record<string, unknown>[];
  /** The lines of figures for CloudWatch among them. */
  readonly figures: readonly Record<string, unknown>[];
  /** What the process wrote as it failed. */
  readonly stderr: string;
  readonly code: number | null;
}

/** Loads a bundle and invokes its handler with each line of input; reports what it throws as Lambda's runtime does, by its stack. */
const runtime = `
const readline = require('node:readline');
(async () => {
  const { handler } = require(process.argv[1]);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60000 };
    process.stdout.write(JSON.stringify({ answer: await handler(JSON.parse(line), context) }) + '\\n');
  }
  process.exit();
})().catch((error) => {
  process.stderr.write(error.stack + '\\n');
  process.exit(1);
});
`;

/** Runs a bundled function in a process of its own, with this environment alone, and invokes it once for each invocation. */
export async function invokeFunction(
  name: 'object-notifications' | 'queued-events' | 'reconciliation',
  environment: Readonly<Record<string, string>>,
  invocations: readonly unknown[],
): Promise<Invoked> {
  const bundle = fileURLToPath(new URL(`../../dist-lambda/${name}.cjs`, import.meta.url));
  const child = spawn(process.execPath, ['-e', runtime, bundle], { env: { ...environment }, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A function that cannot start reads nothing.
  child.stdin.on('error', () => undefined);
  child.stdin.end(invocations.map((invocation) => `${JSON.stringify(invocation)}\n`).join(''));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    answers: lines.filter((line) => 'answer' in line).map(({ answer }) => answer),
    log: lines.filter((line) => !('answer' in line || '_aws' in line)),
    figures: lines.filter((line) => '_aws' in line),
    stderr,
    code,
  };
}
