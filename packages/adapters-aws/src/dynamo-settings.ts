import { err, ok, type Result } from '@annals/domain';
import type { BatchPath } from './batch-statements.js';
import { readEngineLocation, type EngineLocation } from './engine-location.js';

/** Which table, and where. */
export interface DynamoSettings extends EngineLocation {
  /** 3..255 letters, digits and `_.-`. */
  readonly tableName: string;
  /** How several events are written at once. */
  readonly batches: BatchPath;
}

const batchPaths: readonly BatchPath[] = ['direct', 'sdk', 'puts'];

/**
 * Reads `TABLE_NAME`, `DYNAMODB_BATCHES`, `AWS_REGION` and `DYNAMODB_ENDPOINT`; an empty variable is an absent one. Fails with a sentence for each fault.
 *
 * @param environment the process's variables
 */
export function readDynamoSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Result<DynamoSettings, readonly string[]> {
  const tableName = environment['TABLE_NAME'] || undefined;
  const faults: string[] = [];
  if (tableName === undefined) faults.push('TABLE_NAME is required: the name of the DynamoDB table');
  else if (!/^[A-Za-z0-9_.-]{3,255}$/.test(tableName))
    faults.push('TABLE_NAME must be 3 to 255 letters, digits, _, . or -');
  const batches = batchPaths.find((path) => path === (environment['DYNAMODB_BATCHES'] || 'direct'));
  if (batches === undefined) faults.push(`DYNAMODB_BATCHES must be one of ${batchPaths.join(', ')}`);
  const endpoint = { endpointVariable: 'DYNAMODB_ENDPOINT', example: 'http://127.0.0.1:8000' };
  const location = readEngineLocation(environment, endpoint);
  if (!location.ok) return err([...faults, ...location.error]);
  return faults.length > 0 ? err(faults) : ok({ tableName: tableName!, batches: batches!, ...location.value });
}
