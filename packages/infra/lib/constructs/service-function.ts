import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** A function of ours. */
export class ServiceFunction extends Construct {
  declare readonly lambda: LambdaFunction;
}
