/** The engine of one machine: SQLite in a data folder. */
export { openEmbeddedEngine, type EmbeddedEngine, type EmbeddedEngineOptions } from './embedded-engine.js';
export { EngineStartupError, type EngineStartupCode } from './engine-startup-error.js';
