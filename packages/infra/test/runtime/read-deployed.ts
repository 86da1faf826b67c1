import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { createStacks } from '../../lib/annals-app.js';
import { readSettings, type GivenSettings } from '../../lib/config.js';
import { namesOf } from '../../lib/naming.js';
import { context, leaveUnjudged, outputFolder } from '../support/stacks-of.js';
import type { FunctionDefinition } from './function-definition.js';

/** A function as its template has it. */
export interface DeployedFunction extends Omit<FunctionDefinition, 'environment'> {
  /** Without what makes names of one deployment differ from another's. */
  readonly name: string;
  /** Values that are only known when it is deployed are `undefined`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** How a queue feeds it. */
  readonly mapping?: { readonly batchSize: number; readonly reportsItemFailures: boolean };
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

type Resources = Readonly<Record<string, Resource>>;

const packages = fileURLToPath(new URL('../../..', import.meta.url));
/** What a deployment runs, by its names without what makes those of one deployment differ from another's. */
export interface Deployed {
  readonly functions: Readonly<Record<string, DeployedFunction>>;
  /** How often a message of a queue is received before it is dead; dead-letter queues are not among them. */
  readonly maxReceives: Readonly<Record<string, number>>;
}

/** Synthesizes a deployment with the bundles that are built, and reads of it what would be uploaded, and how it would be run. */
export function readDeployed(given: GivenSettings): Deployed {
  const settings = readSettings(given);
  const app = new App({ context, autoSynth: false, outdir: outputFolder() });
  createStacks(app, settings, packages);
  leaveUnjudged(app);
  const { stacks, directory } = app.synth();
  const { prefix } = namesOf(settings);
  const templates = stacks.map(({ template }) => (template as { readonly Resources?: Resources }).Resources ?? {});
  const functions = templates.flatMap((resources) =>
    ofType(resources, 'AWS::Lambda::Function').map(([id, resource]) =>
      functionOf(resource, mappingOf(id, resources), directory, prefix),
    ),
  );
  const queues = templates.flatMap((resources) => ofType(resources, 'AWS::SQS::Queue').map(([, queue]) => queue));
  return {
    functions: Object.fromEntries(functions.map((each) => [each.name, each])),
    maxReceives: Object.fromEntries(queues.flatMap((queue) => maxReceivesOf(queue, prefix))),
  };
}

function ofType(resources: Resources, type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, { Type }]) => Type === type);
}

function maxReceivesOf({ Properties }: Resource, prefix: string): [string, number][] {
  const { QueueName, RedrivePolicy } = Properties as {
    readonly QueueName: string;
    readonly RedrivePolicy?: { readonly maxReceiveCount: number };
  };
  return RedrivePolicy === undefined ? [] : [[QueueName.slice(`${prefix}-`.length), RedrivePolicy.maxReceiveCount]];
}

function functionOf(
  { Properties }: Resource,
  mapping: DeployedFunction['mapping'],
  directory: string,
  prefix: string,
): DeployedFunction {
  const { FunctionName, Code, Handler, Timeout, MemorySize, Environment } = Properties as {
    readonly FunctionName: string;
    readonly Code: { readonly S3Key: string };
    readonly Handler: string;
    readonly Timeout: number;
    readonly MemorySize: number;
    readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
  };
  return {
    name: FunctionName.slice(`${prefix}-`.length),
    folder: join(directory, `asset.${Code.S3Key.replace(/\.zip$/, '')}`),
    handler: Handler,
    timeoutMs: Timeout * 1000,
    memoryMiB: MemorySize,
    variables: Object.fromEntries(
      Object.entries(Environment.Variables).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : undefined,
      ]),
    ),
    ...(mapping && { mapping }),
  };
}

function mappingOf(functionId: string, resources: Resources): DeployedFunction['mapping'] {
  const [, mapping] =
    ofType(resources, 'AWS::Lambda::EventSourceMapping').find(
      ([, { Properties }]) => (Properties['FunctionName'] as { readonly Ref?: string }).Ref === functionId,
    ) ?? [];
  if (mapping === undefined) return undefined;
  const { BatchSize, FunctionResponseTypes = [] } = mapping.Properties as {
    readonly BatchSize: number;
    readonly FunctionResponseTypes?: readonly string[];
  };
  return { batchSize: BatchSize, reportsItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures') };
}
