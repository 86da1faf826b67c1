import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { EncryptedLogGroup } from '../constructs/encrypted-log-group.js';
import type { ApiKind } from '../setting-definitions.js';

/** What answers behind the API. */
export interface ApiFunctions {
  readonly api: IFunction;
  /** Answers `listerPath`, and may do nothing but list the bucket. */
  readonly lister: IFunction;
}

/** The API, as those who watch it and call it know it. */
export interface DeployedApi {
  readonly kind: ApiKind;
  readonly apiId: string;
  readonly name: string;
  readonly stage: string;
  /** With a slash at its end. */
  readonly url: string;
  /** A line of JSON a request, the refused ones among them. */
  readonly accessLogs: EncryptedLogGroup;
}

/** Whether anything answers, which anybody may ask: probes have no credentials. */
export const healthPaths = ['/health', '/health/live', '/health/ready'] as const;

/** The methods of `healthPaths` that are open to anybody. Others are the app's to refuse, and its alone who is known. */
export const openMethods = ['GET', 'HEAD'] as const;

/** The path of the bucket's list. */
export const listerPath = '/bucket/objects';

/** Why some routes know no callers, for an auditor. */
export const whyOpen = 'Probes have no credentials; what they are told is whether something answers.';
