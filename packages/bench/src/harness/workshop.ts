import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cpus } from './cpus.js';
import { interleave, type Measured } from './interleave.js';
import { startProgram, type Program, type ProgramOptions } from './program.js';
import type { Progress } from './progress.js';
import type { Random } from './random.js';
import type { Side } from './side.js';

/** What a benchmark works with. What it opened is closed when it ends, however it ends. */
export class Workshop {
  readonly #closing: (() => Promise<void> | void)[] = [];

  constructor(
    readonly cpus: Cpus,
    readonly random: Random,
    readonly progress: Progress,
  ) {}

  /** Has something closed when the benchmark ends, the last opened first. */
  defer(close: () => Promise<void> | void): void {
    this.#closing.push(close);
  }

  /** A new folder on disk, removed in the end. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'annals-bench-'));
    this.defer(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Starts a program of `programs/`, ended in the end. On the subject's processor, unless `cpu` says otherwise. */
  async start(name: string, options: ProgramOptions & { readonly cpu?: keyof Cpus } = {}): Promise<Program> {
    const program = await startProgram(name, this.cpus[options.cpu ?? 'subject'], options);
    this.defer(() => program.stop());
    return program;
  }

  /** Measures sides, interleaved and shuffled. */
  compare(
    sides: readonly Side[],
    rounds: { readonly rounds: number; readonly warmUpRounds?: number },
  ): Promise<Measured> {
    return interleave(sides, {
      rounds: rounds.rounds,
      warmUpRounds: rounds.warmUpRounds ?? 1,
      random: this.random,
      onStep: (done, all, side) => this.progress.step(done, all, side),
    });
  }

  /** Closes what was opened. */
  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}
