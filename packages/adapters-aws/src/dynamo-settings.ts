import { err, ok, type Result } from '@annals/domain';

/** Which table, and where. */
export interface DynamoSettings {
  /** 3..255 letters, digits and `_.-`. */
  readonly tableName: string;
  /** An AWS region, `eu-central-1`. */
  readonly region: string;
  /** The address of another engine than AWS's own, an `http:` or `https:` URL. */
  readonly endpoint?: string;
}

/** What a request is signed for where an engine has no regions. */
const regionOfEndpoint = 'us-east-1';

/**
 * Reads `TABLE_NAME`, `AWS_REGION` and `DYNAMODB_ENDPOINT`; an empty variable is an absent one. Fails with a sentence for each fault.
 *
 * @param environment the process's variables
 */
export function readDynamoSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Result<DynamoSettings, readonly string[]> {
  const tableName = environment['TABLE_NAME'] || undefined;
  const endpoint = environment['DYNAMODB_ENDPOINT'] || undefined;
  const region = environment['AWS_REGION'] || (endpoint === undefined ? undefined : regionOfEndpoint);
  const faults: string[] = [];
  if (tableName === undefined) faults.push('TABLE_NAME is required: the name of the DynamoDB table');
  else if (!/^[A-Za-z0-9_.-]{3,255}$/.test(tableName))
    faults.push('TABLE_NAME must be 3 to 255 letters, digits, _, . or -');
  if (endpoint !== undefined && !isHttpUrl(endpoint))
    faults.push('DYNAMODB_ENDPOINT must be an http or https URL, such as http://127.0.0.1:8000');
  if (region === undefined) faults.push('AWS_REGION is required unless DYNAMODB_ENDPOINT is given');
  else if (!/^[a-z0-9-]{1,63}$/.test(region)) faults.push('AWS_REGION must be a region, such as eu-central-1');
  if (faults.length > 0) return err(faults);
  return ok({ tableName: tableName!, region: region!, ...(endpoint !== undefined && { endpoint }) });
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}
