import { tableSchema } from '@annals/adapters-aws/schema';
import type { Settings } from '../config.js';

/** What is there, and costs, whether anybody uses it or not. */
export interface Footprint {
  readonly keys: number;
  /** Metrics that alarms watch. */
  readonly alarms: number;
  readonly dashboards: number;
  /** Rules of Contributor Insights, by which the table, and in production each index, tells its busiest keys. */
  readonly insightRules: number;
  /** Queues that feed a function, which asks them all the time. */
  readonly polledQueues: number;
  /** Interface endpoints, one for each zone that they are in. */
  readonly endpoints: number;
  readonly natGateways: number;
  readonly webAcls: number;
  readonly webAclRules: number;
}

/**
 * Rules for each table and index: one for its partitions and one for its items, which all have a sort key; and twice as many where keys
 * that are asked for are told beside those that are throttled. A starter asks it of the table alone.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html
 */
const throttledRules = 2;

/** Whether Contributor Insights sees each item that is written or read: otherwise those that are throttled, which are next to none. */
export const seesEveryItem = ({ profile }: Settings) => profile === 'production';

/** Zones of the network. */
const zones = 2;

/** What a deployment consists of; a test counts it in the templates. */
export function footprintOf(settings: Settings): Footprint {
  const { customerKeys, cloudTrail, guardDuty, vpc, privateApi, nat, waf } = settings;
  return {
    keys: customerKeys ? 4 + Number(cloudTrail) : 1,
    alarms: 31 + Number(guardDuty),
    dashboards: 1,
    insightRules: throttledRules * (seesEveryItem(settings) ? 2 * (1 + tableSchema.indexes.length) : 1),
    polledQueues: 2,
    endpoints: vpc ? zones * (2 + Number(privateApi)) : 0,
    natGateways: Number(nat),
    webAcls: Number(waf),
    webAclRules: waf ? 4 : 0,
  };
}
