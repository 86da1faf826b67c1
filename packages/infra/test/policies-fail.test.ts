import { App, CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { describe, expect, it } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledge } from '../lib/policy/acknowledgements.js';
import { addPolicies } from '../lib/policy/add-policies.js';
import { ReasonedPack } from '../lib/policy/reasoned-findings.js';
import { TemplateValidation } from '../lib/policy/template-validation.js';
import { context, outputFolder } from './support/stacks-of.js';

/** What the synthesis of one stack is refused with; nothing where it is not. */
function refusalOf(fill: (stack: Stack) => void, add: (app: App) => void): string {
  const app = new App({ context, autoSynth: false, outdir: outputFolder() });
  fill(new Stack(app, 'tried', { env: { region: 'us-west-2' } }));
  add(app);
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const keyArn = 'arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';

const withPack = (app: App) => Validations.of(app).addPlugins(new ReasonedPack(new AwsSolutionsChecks(app)));
const withValidation = (app: App) => Validations.of(app).addPlugins(new TemplateValidation());

// A queue that answers plain HTTP (SQS4) and loses what nobody can work on (SQS3).
const queue = (stack: Stack) => new CfnQueue(stack, 'Queue', { sqsManagedSseEnabled: true });

describe('a finding of a pack', () => {
  it('fails the synthesis', () => {
    const refusal = refusalOf(queue, withPack);
    expect(refusal).toContain('AwsSolutions-SQS3');
    expect(refusal).toContain('AwsSolutions-SQS4');
  });

  it('does not where it is acknowledged, exactly', () => {
    const refusal = refusalOf(
      (stack) => acknowledge(queue(stack), { id: 'AwsSolutions-SQS3', reason: 'tried' }),
      withPack,
    );
    expect(refusal).not.toContain('AwsSolutions-SQS3');
    expect(refusal).toContain('AwsSolutions-SQS4');
  });

  it('fails it where another construct has the acknowledgement', () => {
    const refusal = refusalOf((stack) => {
      queue(stack);
      // Neither another construct nor one whose name begins alike.
      acknowledge(new CfnQueue(stack, 'Que'), { id: 'AwsSolutions-SQS3', reason: 'tried' });
    }, withPack);
    expect(refusal).toMatch(/AwsSolutions-SQS3/);
    expect(refusal).toContain('tried/Queue ');
  });
});

describe('an acknowledgement that nothing needs', () => {
  it('fails the synthesis by its id and its place', () => {
    const refusal = refusalOf(
      (stack) => acknowledge(queue(stack), { id: 'AwsSolutions-S1', reason: 'tried' }),
      withPack,
    );
    expect(refusal).toContain('AwsSolutions-S1 is acknowledged but not found');
    expect(refusal).toContain('tried/Queue');
  });
});

// The validator takes seconds to start: everything that it is to find is in one template.
describe('the validator and the rules of our own', () => {
  const refusal = refusalOf((stack) => {
    new CfnLogGroup(stack, 'Fine', { kmsKeyId: keyArn, retentionInDays: 365 });
    new CfnLogGroup(stack, 'WithoutKey', { retentionInDays: 365 });
    new CfnLogGroup(stack, 'Short', { kmsKeyId: keyArn, retentionInDays: 180 });
    new CfnLogGroup(stack, 'Undecided', { kmsKeyId: keyArn });
    const api = new CfnApi(stack, 'Api', { name: 'tried', protocolType: 'HTTP' });
    new CfnWebACLAssociation(stack, 'Firewall', {
      resourceArn: `arn:aws:apigateway:us-west-2::/apis/${api.ref}/stages/$default`,
      webAclArn: 'arn:aws:wafv2:us-west-2:111122223333:regional/webacl/tried/0a1b',
    });
    queue(stack).addPropertyOverride('VisibilityTimeout', 'soon');
    new CfnParameter(stack, 'Forgotten');
  }, withValidation);
  const findings = refusal.split(/\n\s*\n/);

  it.each([
    ['a log group without a key', 'LOG_GROUP_HAS_A_KEY', 'tried/WithoutKey'],
    ['a log group that keeps lines for half a year', 'LOG_GROUP_KEEPS_A_YEAR', 'tried/Short'],
    ['a log group that keeps lines for ever by mistake', 'LOG_GROUP_KEEPS_A_YEAR', 'tried/Undecided'],
    ['a firewall beside an HTTP API', 'NO_FIREWALL_ON_AN_HTTP_API', 'tried/Firewall'],
    ['what CloudFormation would refuse', 'VisibilityTimeout', 'tried/Queue'],
    ['what the validator only warns of', 'Forgotten', ''],
  ])('refuse %s', (_name, rule, place) => {
    expect(findings.filter((finding) => finding.includes(rule) && finding.includes(place))).not.toEqual([]);
  });

  it('take a log group with a key that keeps lines for a year', () => expect(refusal).not.toContain('tried/Fine'));
});

describe('the policies of a deployment', () => {
  it('are the packs AwsSolutions and Serverless, our rules, and the validator', () => {
    const refusal = refusalOf((stack) => {
      queue(stack);
      new CfnLogGroup(stack, 'Log');
    }, addPolicies);
    for (const finding of ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy', 'LOG_GROUP_HAS_A_KEY'])
      expect(refusal).toContain(finding);
  });
});
