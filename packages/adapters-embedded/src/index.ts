/** The engine of one machine: SQLite, and a folder for objects, in a data folder. */
export type { EmbeddedBucket, EmbeddedBucketOptions } from './embedded-bucket.js';
export { openEmbeddedEngine, type EmbeddedEngine, type EmbeddedEngineOptions } from './embedded-engine.js';
export type { EmbeddedQueue } from './embedded-queues.js';
export { EngineStartupError, type EngineStartupCode } from './engine-startup-error.js';
export { openKeyStore, type KeyStore } from './key-store.js';
export { openQueueStore, type AdministeredQueue, type QueueStore } from './queue-store.js';
export type { ObjectDownload } from './folder/object-download.js';
export type { UploadOutcome } from './folder/object-upload.js';
export {
  signedObjectPath,
  signedSeconds,
  type RefusedRequest,
  type VerifiedRequest,
} from './folder/signed-requests.js';
