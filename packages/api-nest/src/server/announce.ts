import type { Logger } from 'pino';
import type { Engine } from '../adapters/engine.js';

/** Says that the server listens, and where: one line of the log, or a few lines on a terminal and where the log leaves it out. */
export function announce(
  {
    url,
    engine,
    version,
  }: { readonly url: string; readonly engine: Pick<Engine, 'name' | 'place'>; readonly version: string },
  logger: Logger,
  output: { readonly isTTY?: boolean; write(text: string): unknown },
): void {
  const docs = `${url}/docs`;
  if (!output.isTTY && logger.isLevelEnabled('info')) {
    const message = `Annals ${version} listens on ${url}, documented at ${docs}, kept by ${engine.name} in ${engine.place}`;
    logger.info({ url, docs, engine: engine.name, place: engine.place, version, pid: process.pid }, message);
    return;
  }
  const lines = [
    `Annals ${version}`,
    `  URL     ${url}`,
    `  docs    ${docs}`,
    `  engine  ${engine.name}`,
    `  data    ${engine.place}`,
  ];
  output.write(`${lines.join('\n')}\n`);
}
