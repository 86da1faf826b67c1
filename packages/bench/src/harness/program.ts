import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Question } from './answer-questions.js';
import { pinned } from './cpus.js';

/** How a program is started. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags?: readonly string[];
}

/** A process that answers questions: a side of a comparison, or what sides need. */
export interface Program {
  readonly pid: number;
  /** Asks it something; throws what it threw, and where it ended. */
  ask<T>(name: string, question?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a program of `programs/` and waits until it answers. Of this process's environment it has only where programs are found. */
export async function startProgram(
  name: string,
  cpu: number | undefined,
  { args = [], environment = {}, flags = [] }: ProgramOptions,
): Promise<Program> {
  const file = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
  const [command, commandArgs] = pinned(cpu, process.execPath, [...flags, file, ...args]);
  const child = spawn(command, commandArgs, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const conversation = new Conversation(child, name);
  await conversation.ask('ready');
  return {
    pid: child.pid!,
    ask: (question, argument) => conversation.ask(question, argument),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

class Conversation {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #count = 0;

  constructor(child: ChildProcess, name: string) {
    this.#child = child;
    child.on('message', (message) => this.#settle(message as Answer));
    child.on('error', (error) => this.#fail(error));
    child.on('exit', (code, signal) => this.#fail(new Error(`${name} ended with ${String(code ?? signal)}`)));
  }

  async ask<T>(name: string, argument?: unknown): Promise<T> {
    const id = this.#count++;
    const answer = Promise.withResolvers<unknown>();
    this.#open.set(id, answer);
    const question: Question = { id, name, argument };
    this.#child.send(question, (error) => error && this.#fail(error));
    return (await answer.promise) as T;
  }

  #settle(answer: Answer): void {
    const asked = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    if ('error' in answer) asked?.reject(answer.error);
    else asked?.resolve(answer.value);
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}
