/**
 * The one door of every root script: `node scripts/run.mjs <target> [arguments]`.
 *
 * It runs under the host's Node, whatever that is, so this file looks at the version before it loads anything
 * that an older one could not parse.
 */
const oldestMajor = 20;
const major = Number(process.versions.node.split('.')[0]);

if (major < oldestMajor) {
  console.error(
    `Annals needs Node ${oldestMajor} or newer; this is Node ${process.versions.node}. Install a newer Node and run the command again.`,
  );
  process.exitCode = 1;
} else {
  void import('./bootstrap/main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
