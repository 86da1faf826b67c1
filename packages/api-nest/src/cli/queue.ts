import { queueCommand } from './queue.command.js';

process.exitCode = await queueCommand({
  variables: process.env,
  parameters: process.argv.slice(2),
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
