import { call } from './call.command.js';
import { readCallRequest } from './call-request.js';

const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** `call`: makes one request of an API of Annals, signed or with a key or a token, and prints the answer. */
async function main(): Promise<0 | 1> {
  const request = readCallRequest(process.argv.slice(2), process.env);
  if (request.ok) return call(request.value, process.stdout);
  request.error.forEach(complain);
  return 1;
}

process.exitCode = await main().catch((error: unknown) => {
  const { message, code } = error as Error & { readonly code?: string };
  complain(
    `the call was not made, or not answered: ${message.replaceAll(/\s+/g, ' ') || (code ?? 'no reason was given')}`,
  );
  return 1;
});
