import type { PrepareEngine } from './engine.js';

/** Loads one engine's code, and no other's. */
export async function loadEngine(name: 'sqlite' | 'dynamodb'): Promise<PrepareEngine> {
  switch (name) {
    case 'sqlite':
      return (await import('./sqlite-engine.js')).prepareSqlite;
    case 'dynamodb':
      return (await import('./dynamo-engine.js')).prepareDynamo;
  }
}
