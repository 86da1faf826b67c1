import { ArnFormat } from 'aws-cdk-lib';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from './encrypted-log-group.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** How a firewall is made. */
export interface WebAclProps {
  /** The ARN of the stage that it stands before. */
  readonly stageArn: string;
  /** Encrypts its log. */
  readonly logsKey: IKey;
}

/**
 * Rules that look at bodies and at arguments of the query. They only count: what stands there is data that is recorded and given back, a page
 * with a script, a path with `..` or the record of an attack among it, and bodies are up to 4 MiB. What tells attackers by their addresses,
 * agents, methods and paths blocks.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const rulesAboutData = {
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY',
    'SizeRestrictions_QUERYSTRING',
    'EC2MetaDataSSRF_BODY',
    'EC2MetaDataSSRF_QUERYARGUMENTS',
    'GenericLFI_BODY',
    'GenericLFI_QUERYARGUMENTS',
    'GenericRFI_BODY',
    'GenericRFI_QUERYARGUMENTS',
    'CrossSiteScripting_BODY',
    'CrossSiteScripting_QUERYARGUMENTS',
    'RestrictedExtensions_QUERYARGUMENTS',
    // An event may be called `app.log`, and a program need not say what it is.
    'RestrictedExtensions_URIPATH',
    'NoUserAgent_HEADER',
  ],
  AWSManagedRulesKnownBadInputsRuleSet: [
    'JavaDeserializationRCE_BODY',
    'JavaDeserializationRCE_QUERYSTRING',
    'Log4JRCE_BODY',
    'Log4JRCE_QUERYSTRING',
    'ReactJSRCE_BODY',
  ],
  AWSManagedRulesAmazonIpReputationList: [],
} as const satisfies Record<string, readonly string[]>;

type ManagedGroup = keyof typeof rulesAboutData;

/** Never in the log: who may call, and what was asked for. */
const redactedHeaders = ['authorization', 'cookie', 'x-api-key', 'x-amz-security-token'];

/** The firewall before the stage of a REST API, with its log. Without the groups that cost extra. */
export class WebAcl extends Construct {
  readonly acl: CfnWebACL;

  constructor(scope: Construct, id: string, { stageArn, logsKey }: WebAclProps) {
    super(scope, id);
    const { names } = AnnalsStack.of(this);
    this.acl = new CfnWebACL(this, 'Acl', {
      name: names.resource('api'),
      description: 'Before the API of Annals.',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('api'),
      rules: [
        this.#rateRule(0),
        managedRule(1, 'AWSManagedRulesAmazonIpReputationList', 'reputation'),
        managedRule(2, 'AWSManagedRulesKnownBadInputsRuleSet', 'known-bad-inputs'),
        managedRule(3, 'AWSManagedRulesCommonRuleSet', 'common'),
      ],
    });
    new CfnWebACLAssociation(this, 'OnStage', { resourceArn: stageArn, webAclArn: this.acl.attrArn });
    this.#log(logsKey);
  }

  #rateRule(priority: number): CfnWebACL.RuleProperty {
    const limit = AnnalsStack.of(this).settings.wafRequestsPer5Minutes;
    return {
      name: 'rate',
      priority,
      action: { block: {} },
      statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
      visibilityConfig: visibility('rate'),
    };
  }

  /** What it lets through is in the access log, and would be billed twice here. */
  #log(key: IKey): void {
    const logGroup = new EncryptedLogGroup(this, 'Logs', {
      logGroupName: AnnalsStack.of(this).names.firewallLogGroup,
      key,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.acl.attrArn,
      logDestinationConfigs: [logGroupArn(logGroup)],
      redactedFields: [{ queryString: {} }, ...redactedHeaders.map((Name) => ({ singleHeader: { Name } }))],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT'].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    });
  }
}

/** A log group's ARN without the `:*` at its end, which WAF does not take. */
function logGroupArn({ stack, logGroupName }: EncryptedLogGroup): string {
  return stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: logGroupName,
  });
}

function managedRule(priority: number, group: ManagedGroup, name: string): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: group,
        ruleActionOverrides: rulesAboutData[group].map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(name),
  };
}

/** Requests are counted; samples of them, which CloudWatch would show with all their headers, are not kept. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
