import { processEnvironment } from './process-environment.js';
import { tableCreate } from './table-create.command.js';

process.exitCode = await tableCreate(processEnvironment());
