import { EngineUnavailable, utf8Length, type DeadLetter, type QueueFigures } from '@annals/domain';
import { loadQueueTools, type QueueTool } from '../adapters/queue-tools.js';
import type { Environment } from '../config.js';
import { parseQueueArguments, queueUsage, type QueueRequest } from './queue-arguments.js';

/** What a command runs in. */
export interface CommandEnvironment {
  readonly variables: Environment;
  /** What was typed after the command's name. */
  readonly parameters: readonly string[];
  /** Prints a line of the command's result. */
  readonly print: (line: string) => void;
  /** Prints a line that says what is wrong. */
  readonly complain: (line: string) => void;
}

/**
 * `queue`: how full the queues are, what they gave up, and sending that again; on either engine, beside a server or without one. The exit
 * code: 0, 1 where it could not be done (a line says why), 2 where it cannot be told what to do.
 */
export async function queueCommand({ variables, parameters, print, complain }: CommandEnvironment): Promise<0 | 1 | 2> {
  const request = parseQueueArguments(parameters);
  if (!request.ok) {
    for (const line of [request.error, ...queueUsage]) complain(line);
    return 2;
  }
  const prepared = (await loadQueueTools(variables))(variables, request.value.queues);
  if (!prepared.ok) {
    prepared.error.forEach(complain);
    return 1;
  }
  try {
    const tools = prepared.value();
    try {
      for (const queue of tools.queues) if (!(await carryOut(request.value, queue, print))) return 1;
      return 0;
    } finally {
      tools.close();
    }
  } catch (error) {
    complain(sentenceFor(error));
    return 1;
  }
}

/** Whether all of it was done. */
async function carryOut(request: QueueRequest, queue: QueueTool, print: (line: string) => void): Promise<boolean> {
  switch (request.action) {
    case 'figures':
      print(figuresLine(queue.name, await queue.figures()));
      return true;
    case 'list':
      for (const letter of await queue.deadLetters.list(request.limit)) print(letterLine(letter, request.bodies));
      return true;
    case 'redrive':
      return redrive(request, queue, print);
  }
}

async function redrive(
  { messageIds, limit }: Extract<QueueRequest, { readonly action: 'redrive' }>,
  { name, deadLetters }: QueueTool,
  print: (line: string) => void,
): Promise<boolean> {
  const first = limit === undefined ? undefined : (await deadLetters.list(limit)).map(({ messageId }) => messageId);
  const chosen = messageIds.length > 0 ? [...new Set(messageIds)] : first;
  const count = await deadLetters.redrive(chosen);
  const missing = (chosen?.length ?? count) - count;
  print(`${name}: ${count} sent again${missing > 0 ? `; ${missing} are not dead, or could not be sent` : ''}`);
  return missing === 0;
}

function figuresLine(name: string, { waiting, inFlight, dead, oldestAgeMs }: QueueFigures): string {
  const oldest = oldestAgeMs === undefined ? '' : `; the oldest was sent ${Math.floor(oldestAgeMs / 1000)} s ago`;
  return `${name}: ${waiting} waiting, ${inFlight} in flight, ${dead} dead${oldest}`;
}

/** A line of JSON, which people read and programs too. What was sent may be private, so that it is shown on request. */
function letterLine({ sentAtMs, body, ...facts }: DeadLetter, withBody: boolean): string {
  const { messageId, ...rest } = facts;
  const shown = { messageId, sentAt: new Date(sentAtMs).toISOString(), ...rest, bodyBytes: utf8Length(body) };
  return JSON.stringify(withBody ? { ...shown, body } : shown);
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof EngineUnavailable) || !(error.cause instanceof Error)) return error.message;
  const { name, message, code } = error.cause as Error & { readonly code?: string };
  return `${error.message}: ${message || (code ?? name)}`.replaceAll(/\s*\n\s*/g, ' ');
}
