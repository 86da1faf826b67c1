import { healthUrl } from './server/health-url.js';

/** Less than the container's engine waits for this program. */
const timeoutMs = 4_000;

/** Asks the server of this container whether it is up; returns this program's exit code. An image without curl has nothing else to ask with. */
async function main(): Promise<number> {
  const url = healthUrl(process.env);
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (status === 200) return 0;
    process.stderr.write(`annals: ${url} answers ${status}\n`);
  } catch (error) {
    process.stderr.write(`annals: ${url} does not answer: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  return 1;
}

process.exit(await main());
