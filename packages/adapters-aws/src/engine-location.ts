import { err, ok, type Result } from '@annals/domain';

/** Where an engine is. */
export interface EngineLocation {
  /** An AWS region, `eu-central-1`. */
  readonly region: string;
  /** The address of another engine than AWS's own, an `http:` or `https:` URL. */
  readonly endpoint?: string;
}

/** What a request is signed for where an engine has no regions. */
const regionOfEndpoint = 'us-east-1';

/**
 * Reads `AWS_REGION` and a variable that may name an endpoint; an empty variable is an absent one. Fails with a sentence for each fault.
 *
 * @param environment the process's variables
 * @param example an address for the sentence about a wrong one
 */
export function readEngineLocation(
  environment: Readonly<Record<string, string | undefined>>,
  { endpointVariable, example }: { readonly endpointVariable: string; readonly example: string },
): Result<EngineLocation, readonly string[]> {
  const endpoint = environment[endpointVariable] || undefined;
  const region = environment['AWS_REGION'] || (endpoint === undefined ? undefined : regionOfEndpoint);
  const faults: string[] = [];
  if (endpoint !== undefined && !isHttpUrl(endpoint))
    faults.push(`${endpointVariable} must be an http or https URL, such as ${example}`);
  if (region === undefined) faults.push(`AWS_REGION is required unless ${endpointVariable} is given`);
  else if (!/^[a-z0-9-]{1,63}$/.test(region)) faults.push('AWS_REGION must be a region, such as eu-central-1');
  if (faults.length > 0) return err(faults);
  return ok({ region: region!, ...(endpoint !== undefined && { endpoint }) });
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}
