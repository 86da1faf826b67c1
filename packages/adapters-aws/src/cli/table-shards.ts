import { processEnvironment } from './process-environment.js';
import { tableShards } from './table-shards.command.js';

process.exitCode = await tableShards(processEnvironment());
