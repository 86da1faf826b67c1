import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { runbookLink, type RunbookSection } from '../monitoring/runbook-link.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** How an alarm is made. */
export interface RunbookAlarmProps {
  /** As `names.resource` takes it. */
  readonly name: string;
  /** What is the case when it rings, as a sentence. */
  readonly says: string;
  /** Where the runbook says what to do. */
  readonly section: RunbookSection;
  readonly metric: IMetric;
  /** The least value that is too much. */
  readonly threshold: number;
  /** How many periods are looked at. */
  readonly periods: number;
  /** In how many of them it must be too much; absent: in all. */
  readonly datapoints?: number;
  readonly topic: ITopic;
}

/** An alarm that tells the topic when something begins and when it is over, and whose text leads to the runbook. No data is no fault. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { name, says, section, metric, threshold, periods, datapoints, topic } = props;
    const { names, settings } = AnnalsStack.of(scope);
    super(scope, id, {
      alarmName: names.resource(name),
      alarmDescription: `${says} What to do: ${runbookLink(settings, section)}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      ...(datapoints !== undefined && { datapointsToAlarm: datapoints }),
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(topic);
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}
