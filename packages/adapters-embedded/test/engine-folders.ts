import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedEngine, type EmbeddedEngine, type EmbeddedEngineOptions } from '../src/index.js';

/** Data folders of a test, and the engines open in them. */
export class EngineFolders {
  readonly #folders: string[] = [];
  readonly #engines: EmbeddedEngine[] = [];

  /** A new empty folder. */
  async make(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'annals-'));
    this.#folders.push(folder);
    return folder;
  }

  /** An engine, in a new folder unless one is named. */
  async open(options: Partial<EmbeddedEngineOptions> = {}): Promise<EmbeddedEngine> {
    const engine = await openEmbeddedEngine({ dataDir: options.dataDir ?? (await this.make()), ...options });
    this.#engines.push(engine);
    return engine;
  }

  /** A folder that an engine has made and left. */
  async used(): Promise<string> {
    const engine = await this.open();
    await engine.close();
    return engine.dataDir;
  }

  /** Closes every engine and removes every folder. */
  async removeAll(): Promise<void> {
    for (const engine of this.#engines.splice(0)) await engine.close();
    for (const folder of this.#folders.splice(0)) await rm(folder, { recursive: true, force: true });
  }
}
