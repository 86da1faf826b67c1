import { Metric, Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { period } from '../monitoring/watched.js';
import { acknowledge } from '../policy/acknowledgements.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** From here on GuardDuty calls a finding of medium severity. @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
const leastSeverity = 4;

/**
 * Counts what GuardDuty finds in the account, which by itself it tells nobody.
 *
 * The rule has no target: that it matched is a figure, and so an alarm like every other. To publish to the topic by itself, EventBridge would
 * have to be let do so for every rule of every account, for neither topic nor key can ask it for which one it does.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export class ThreatFindings extends Construct {
  /** How many there were, new ones and old ones that went on. */
  readonly metric: IMetric;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      ruleName: AnnalsStack.of(this).names.resource('threat-findings'),
      description: 'What GuardDuty finds, of medium severity and above.',
      eventPattern: {
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Finding'],
        detail: { severity: Match.greaterThanOrEqual(leastSeverity) },
      },
    });
    acknowledge(rule, { id: 'Serverless-EventBusDLQ', reason: 'It has no target that could fail.' });
    this.metric = new Metric({
      namespace: 'AWS/Events',
      metricName: 'TriggeredRules',
      dimensionsMap: { RuleName: rule.ruleName },
      statistic: Stats.SUM,
      period,
    });
  }
}
