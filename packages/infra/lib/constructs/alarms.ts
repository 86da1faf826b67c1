import { Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { apiMetric, period, systemErrors, throttledCalls, type Watched } from '../monitoring/watched.js';
import { workTimes } from '../stacks/data-stack.js';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.js';

/** How alarms are made. */
export interface AlarmsProps {
  readonly watched: Watched;
  /** How many lines of errors the functions wrote. */
  readonly errorLines: IMetric;
  /** How much GuardDuty found; there with the setting `guardDuty`. */
  readonly threatFindings: IMetric | undefined;
  readonly topic: ITopic;
}

type Own = Omit<RunbookAlarmProps, 'topic' | 'periods' | 'datapoints'>;

/** A single bad point of a figure that wavers is nobody's business: two of three are. */
const averaged = { periods: 3, datapoints: 2 } as const;

/** The queues that functions empty. What waits in the queue of the sample workload waits for a client. */
const consumed = ['notifications', 'events'] as const;

/** So long that a message was given out twice, and then neither recorded nor given up. */
const maxAgeOf = (queue: (typeof consumed)[number]) => workTimes[queue].toSeconds() * 6 * 2;

/** Every alarm of a deployment. */
export class Alarms extends Construct {
  readonly all: readonly RunbookAlarm[];
  readonly #topic: ITopic;

  constructor(scope: Construct, id: string, { watched, errorLines, threatFindings, topic }: AlarmsProps) {
    super(scope, id);
    this.#topic = topic;
    this.all = [
      ...this.#functionErrors(watched),
      ...this.#apiErrors(watched),
      ...this.#throttledFunctions(watched),
      ...this.#deadLetters(watched),
      ...this.#waitingMessages(watched),
      ...this.#tableFaults(watched),
      this.#averaged('ErrorLines', {
        name: 'error-lines',
        says: 'Functions write lines of errors.',
        section: 'functions-log-errors',
        metric: errorLines,
        threshold: 1,
      }),
      ...(threatFindings === undefined ? [] : [this.#threatFindings(threatFindings)]),
    ];
  }

  #functionErrors({ functions }: Watched): RunbookAlarm[] {
    return [...functions].map(([name, { lambda }]) =>
      this.#alarm(`${name}-errors`, {
        name: `${name}-errors`,
        says: `The function ${name} failed.`,
        section: 'a-function-fails',
        metric: lambda.metricErrors({ period }),
        threshold: 1,
        periods: 1,
      }),
    );
  }

  #apiErrors({ api }: Watched): RunbookAlarm[] {
    return [
      this.#alarm('ApiServerErrors', {
        name: 'api-5xx',
        says: 'The API answers with 500 and above.',
        section: 'the-api-answers-with-server-errors',
        metric: apiMetric(api, 'serverErrors'),
        threshold: 5,
        periods: 2,
      }),
      this.#alarm('ApiClientErrors', {
        name: 'api-4xx',
        says: 'The API answers many requests with 400 to 499.',
        section: 'the-api-refuses-many-requests',
        metric: apiMetric(api, 'clientErrors'),
        threshold: 10,
        periods: 2,
      }),
    ];
  }

  #throttledFunctions({ functions }: Watched): RunbookAlarm[] {
    return [...functions].map(([name, { lambda }]) =>
      this.#averaged(`${name}-throttles`, {
        name: `${name}-throttles`,
        says: `The function ${name} is throttled.`,
        section: 'a-function-is-throttled',
        metric: lambda.metricThrottles({ period }),
        threshold: 1,
      }),
    );
  }

  #deadLetters({ queues }: Watched): RunbookAlarm[] {
    return [...queues].map(([name, { deadLetters }]) =>
      this.#averaged(`${name}-dead`, {
        name: `${name}-dead`,
        says: `Messages of the queue ${name} were given up.`,
        section: 'messages-were-given-up',
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.AVERAGE }),
        threshold: 1,
      }),
    );
  }

  #waitingMessages({ queues }: Watched): RunbookAlarm[] {
    return consumed.map((name) =>
      this.#averaged(`${name}-age`, {
        name: `${name}-age`,
        says: `Messages of the queue ${name} wait for ${maxAgeOf(name)} seconds and longer.`,
        section: 'messages-wait-too-long',
        metric: queues.get(name)!.queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.AVERAGE }),
        threshold: maxAgeOf(name),
      }),
    );
  }

  #tableFaults({ table }: Watched): RunbookAlarm[] {
    return [
      this.#averaged('TableThrottles', {
        name: 'table-throttles',
        says: 'The table refuses requests because there are too many.',
        section: 'the-table-is-throttled',
        metric: throttledCalls(table),
        threshold: 1,
      }),
      this.#averaged('TableErrors', {
        name: 'table-errors',
        says: 'The table cannot answer requests.',
        section: 'the-table-fails',
        metric: systemErrors(table),
        threshold: 1,
      }),
    ];
  }

  /** Each is told of once, and is nothing that wavers. */
  #threatFindings(metric: IMetric): RunbookAlarm {
    return this.#alarm('ThreatFindings', {
      name: 'threat-findings',
      says: 'GuardDuty found something in the account.',
      section: 'guardduty-found-something',
      metric,
      threshold: 1,
      periods: 1,
    });
  }

  #averaged(id: string, own: Own): RunbookAlarm {
    return this.#alarm(id, { ...own, ...averaged });
  }

  #alarm(id: string, own: Omit<RunbookAlarmProps, 'topic'>): RunbookAlarm {
    return new RunbookAlarm(this, id, { ...own, topic: this.#topic });
  }
}
