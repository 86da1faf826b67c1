/**
 * Gives `aws-lambda-ric` a client of the Runtime API where its native one, which a compiler has to make, is not there.
 * `RAPID_CLIENT` names the native one where it is, and then that is taken.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const native = process.env.RAPID_CLIENT;
const url = native ? pathToFileURL(native).href : new URL('./rapid-client.cjs', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === './rapid-client.node' ? { url, shortCircuit: true } : nextResolve(specifier, context),
});
