import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, CloudFormationValidatePlugin, Validations } from 'aws-cdk-lib';
import { createStacks } from '../../lib/annals-app.js';
import { readSettings, type GivenSettings } from '../../lib/config.js';
import { namesOf } from '../../lib/naming.js';
import { outputFolder } from '../support/stacks-of.js';
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
const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

/** Stands in the place of the validator, which takes seconds; other tests have everything judged. */
class Unjudged extends CloudFormationValidatePlugin {
  override validate() {
    return { success: true, violations: [] };
  }
}

/** Synthesizes a deployment with the bundles that are built, and reads of it every function, by its name: what would be uploaded, and how it would be run. */
export function deployedFunctions(given: GivenSettings): Readonly<Record<string, DeployedFunction>> {
  const settings = readSettings(given);
  const app = new App({ context, autoSynth: false, outdir: outputFolder() });
  createStacks(app, settings, packages);
  Validations.of(app).addPlugins(new Unjudged());
  const assembly = app.synth();
  const { prefix } = namesOf(settings);
  const found = assembly.stacks.flatMap(({ template }) => {
    const { Resources: resources = {} } = template as { readonly Resources?: Resources };
    return Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id, resource]) => functionOf(resource, mappingOf(id, resources), assembly.directory, prefix));
  });
  return Object.fromEntries(found.map((each) => [each.name, each]));
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
  const mapping = Object.values(resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' &&
      (Properties['FunctionName'] as { readonly Ref?: string }).Ref === functionId,
  );
  if (mapping === undefined) return undefined;
  const { BatchSize, FunctionResponseTypes = [] } = mapping.Properties as {
    readonly BatchSize: number;
    readonly FunctionResponseTypes?: readonly string[];
  };
  return { batchSize: BatchSize, reportsItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures') };
}
