/**
 * Loads a bundle with its code cache. It is bundled itself, into the handler's file of each function, which is CommonJS: what costs time
 * to load is asked for where it is needed.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** Bytes of the seal at the head of a cache, padded: V8 copies what does not begin at a multiple of eight. */
const sealBytes = 128;

/**
 * What a cache belongs to: the machine, V8 with what Node patched of it, the bundle and the cache itself.
 *
 * V8 sees to its own version and flags alone. Of the bundle it compares the length, of Node's patches nothing, and it trusts the bytes:
 * a cache of other code of the same length runs that other code.
 *
 * @param {Uint8Array} source
 * @param {Uint8Array} code
 */
function sealOf(source, code) {
  return `${process.arch} ${process.versions.v8} ${crc32(source)} ${crc32(code)} `.padEnd(sealBytes);
}

/**
 * What V8 made of a bundle, as the file that keeps it.
 *
 * @param {Uint8Array} source
 * @param {Uint8Array} code
 * @returns {Buffer}
 */
export function sealed(source, code) {
  return Buffer.concat([Buffer.from(sealOf(source, code), 'latin1'), code]);
}

/**
 * @param {string} file
 * @param {Uint8Array} source
 * @returns {{ code?: Buffer, fault?: string }}
 */
function readCache(file, source) {
  try {
    const kept = readFileSync(file);
    const code = kept.subarray(sealBytes);
    const isOurs = kept.toString('latin1', 0, sealBytes) === sealOf(source, code);
    return isOurs ? { code } : { fault: 'made of another bundle, by another Node, or damaged' };
  } catch (error) {
    return { fault: /** @type {NodeJS.ErrnoException} */ (error).code ?? String(error) };
  }
}

/** What makes CommonJS of a bundle, as Node has it; the last line of a bundle names its source map. */
const opening = '(function (exports, require, module, __filename, __dirname) { ';
const closing = '\n})';

/**
 * Compiles a bundle, with its cache where that is good and V8 takes it. Nothing about the cache is a reason to fail.
 *
 * @param {string} bundle
 * @param {string} cache
 * @returns {{ script: Script, source: Buffer, fault?: string }} `fault` says why the cache was not used.
 */
export function compileBundle(bundle, cache) {
  const source = readFileSync(bundle);
  const { code, fault } = readCache(cache, source);
  // V8 takes a cache by the flags it was made with, and Lambda has been setting this one, which makes no other code.
  if (code !== undefined && 'gc' in globalThis)
    process.getBuiltinModule('node:v8').setFlagsFromString('--no-expose-gc');
  // The bundler writes ASCII alone, which V8 keeps in half the space.
  const script = new Script(opening + source.toString('latin1') + closing, {
    filename: bundle,
    // So that its source map is right about the first line too.
    columnOffset: -opening.length,
    ...(code && { cachedData: code }),
  });
  const refusal = script.cachedDataRejected ? 'refused by V8' : fault;
  return { script, source, ...(refusal !== undefined && { fault: refusal }) };
}

/**
 * Runs a compiled bundle as a CommonJS module.
 *
 * @param {Script} script
 * @param {string} bundle
 * @returns {unknown} what it exports.
 */
export function runBundle(script, bundle) {
  const loaded = { exports: {} };
  const run = /** @type {(this: object, ...given: unknown[]) => void} */ (script.runInThisContext());
  run.call(
    loaded.exports,
    loaded.exports,
    createRequire(bundle),
    loaded,
    bundle,
    bundle.slice(0, bundle.lastIndexOf('/')),
  );
  return loaded.exports;
}

/**
 * Says on standard output, as a metric of CloudWatch, that the start went without the cache.
 *
 * @param {string} reason
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function countRejection(reason) {
  const name = 'annals_code_cache_rejected';
  const { POWERTOOLS_METRICS_NAMESPACE: Namespace = 'Annals', AWS_LAMBDA_FUNCTION_NAME = 'annals' } = process.env;
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace, Dimensions: [['function_name']], Metrics: [{ Name: name, Unit: 'Count' }] }],
    },
    function_name: AWS_LAMBDA_FUNCTION_NAME,
    [name]: 1,
    reason,
  };
  try {
    writeSync(1, `${JSON.stringify(line)}\n`);
  } catch {
    // Whoever reads the output has left; the function goes on.
  }
}

/**
 * Loads `<name>.bundle.cjs` with `<name>.bundle.cache`, which are beside a handler's file `<name>.cjs`.
 *
 * @param {string} handlerFile
 * @returns {unknown} what the bundle exports.
 */
export function loadBundle(handlerFile) {
  const bundle = handlerFile.replace(/\.cjs$/, '.bundle.cjs');
  const { script, fault } = compileBundle(bundle, bundle.replace(/cjs$/, 'cache'));
  if (fault !== undefined) countRejection(fault);
  return runBundle(script, bundle);
}
