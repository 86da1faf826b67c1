import { setTimeout as wait } from 'node:timers/promises';
import type { CommandEnvironment } from './command.js';

/** The environment of this process: results to standard output, complaints to standard error. */
export function processEnvironment(): CommandEnvironment {
  return {
    variables: process.env,
    parameters: process.argv.slice(2),
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
    wait: (ms) => wait(ms),
  };
}
