import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { functionEnvironment } from '../functions/function-environment.js';
import type { Program } from '../harness/program.js';
import type { Workshop } from '../harness/workshop.js';
import type { StubPlace } from '../programs/aws-stub.js';

/** What functions are measured with: AWS as far as they see it, over TLS, on the other processor. */
export interface FunctionWorkshop {
  readonly stub: Program;
  readonly place: StubPlace;
  /** The variables of a function. */
  readonly environment: Record<string, string>;
  /** A folder for bundles and invocations. */
  readonly folder: string;
}

/** Starts the stub of AWS, and writes down what it is trusted by. */
export async function openFunctionWorkshop(workshop: Workshop): Promise<FunctionWorkshop> {
  const folder = await workshop.folder();
  const stub = await workshop.start('aws-stub', { cpu: 'rest', args: ['https'] });
  const place = await stub.ask<StubPlace>('place');
  const certificate = join(folder, 'certificate.pem');
  await writeFile(certificate, place.certificate);
  return { stub, place, folder, environment: functionEnvironment(place, certificate) };
}
