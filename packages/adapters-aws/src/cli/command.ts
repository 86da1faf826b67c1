import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { EngineUnavailable } from '@annals/domain';
import { TableDiffers } from '../create-table.js';
import { createDynamoClient } from '../dynamo-client.js';
import { engineFaultOf } from '../dynamo-faults.js';
import { readDynamoSettings, type DynamoSettings } from '../dynamo-settings.js';

/** What a command runs in. */
export interface CommandEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What was typed after the command's name. */
  readonly parameters: readonly string[];
  /** Prints a line of the command's result. */
  readonly print: (line: string) => void;
  /** Prints a line that says what is wrong. */
  readonly complain: (line: string) => void;
  /** Waits for so many milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
}

/** What a command works on. */
export interface CommandTarget {
  readonly client: DynamoDBDocumentClient;
  readonly settings: DynamoSettings;
}

/**
 * Runs a command on the table that the environment names. The exit code: 0, or 1 where the settings are wrong (every fault gets a
 * line) or the engine or the table is not as it must be (one line). Throws only what is a defect.
 */
export async function runCommand(
  { variables, complain }: CommandEnvironment,
  action: (target: CommandTarget) => Promise<void>,
): Promise<0 | 1> {
  const settings = readDynamoSettings(variables);
  if (!settings.ok) {
    settings.error.forEach(complain);
    return 1;
  }
  const client = createDynamoClient(settings.value);
  try {
    await action({ client, settings: settings.value });
    return 0;
  } catch (error) {
    complain(sentenceFor(error, settings.value));
    return 1;
  } finally {
    client.destroy();
  }
}

function sentenceFor(error: unknown, settings: DynamoSettings): string {
  if (error instanceof TableDiffers) return error.message;
  const cause = error instanceof EngineUnavailable ? error.cause : error;
  const where = settings.endpoint ?? `AWS, region ${settings.region}`;
  if (cause instanceof Error && cause.name === 'ResourceNotFoundException')
    return `there is no table ${settings.tableName} at ${where}; make it with: npm run table:create`;
  if (engineFaultOf(cause) === undefined) throw error;
  const { name, message, code } = cause as Error & { readonly code?: string };
  return `DynamoDB at ${where} did not do it: ${message || (code ?? name)}`;
}
