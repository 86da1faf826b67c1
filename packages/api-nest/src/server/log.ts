import { pino, type Logger } from 'pino';

/** Fields that are blanked wherever an object with them is logged. */
const secrets = ['authorization', 'cookie', '["set-cookie"]', '["x-api-key"]'];

/** Makes the log: JSON lines, or lines for people where standard output is a terminal. */
export async function createLogger(level: string, output: NodeJS.WriteStream): Promise<Logger> {
  const options = { level, base: null, redact: ['', '*.', '*.*.'].flatMap(underPath) };
  if (!output.isTTY) return pino(options, pino.destination({ dest: 1, sync: true }));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: output, sync: true, singleLine: true, ignore: 'requestId' }));
}

function underPath(path: string): string[] {
  return secrets.map((secret) => (secret.startsWith('[') ? `${path.slice(0, -1)}${secret}` : `${path}${secret}`));
}
