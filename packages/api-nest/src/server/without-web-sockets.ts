/**
 * Has `node:http` loaded without undici.
 *
 * Where an ES module imports a builtin, as Nest's modules do, every export of it is evaluated, and three of `node:http` are made by all of
 * undici then. So it is imported once while those three are empty; whoever asks the module for one afterwards gets it.
 *
 * This comes before what is to profit from it is loaded, which an import in the same module as others does not.
 */
const http = process.getBuiltinModule('node:http');
const descriptors = Object.getOwnPropertyDescriptors<object>(http);
const byUndici = ['WebSocket', 'CloseEvent', 'MessageEvent'].filter((name) => descriptors[name]?.configurable);

for (const name of byUndici) Object.defineProperty(http, name, { value: undefined, configurable: true });
await import('node:http');
for (const name of byUndici) Object.defineProperty(http, name, descriptors[name]!);
