/**
 * Imported before a bundle, it makes two processes that are asked the same answer the same: ids count, and the clock stands still at the
 * beginning of 2026. Each reading is an object of its own, because the app takes equal numbers for a clock that it has to help along.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const newYear2026Ms = Date.UTC(2026, 0, 1);
let ids = 0;

crypto.randomUUID = () => /** @type {ReturnType<typeof crypto.randomUUID>} */ (`id-${++ids}`);
syncBuiltinESMExports();
Date.now = () => /** @type {number} */ (/** @type {unknown} */ (new Number(newYear2026Ms)));
