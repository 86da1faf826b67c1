import type { ValidationRuleSource } from 'aws-cdk-lib';

/**
 * What the validator's own rules miss, in the language of CloudFormation Guard.
 *
 * @see https://docs.aws.amazon.com/cfn-guard/latest/ug/writing-rules.html
 */
export const guardRules: readonly ValidationRuleSource[] = [
  {
    name: 'log_groups',
    content: `
let log_groups = Resources.*[ Type == 'AWS::Logs::LogGroup' ]

rule LOG_GROUP_HAS_A_KEY when %log_groups !empty {
  %log_groups.Properties.KmsKeyId exists <<Give the log group the logs key: EncryptedLogGroup does.>>
}

rule LOG_GROUP_KEEPS_A_YEAR when %log_groups !empty {
  %log_groups.Properties.RetentionInDays exists <<Say how long the log group keeps its lines: EncryptedLogGroup does.>>
  %log_groups.Properties.RetentionInDays >= 365 <<Keep lines for 365 days or longer.>>
}
`,
  },
  {
    name: 'firewalls',
    content: `
let http_apis = Resources.*[ Type == 'AWS::ApiGatewayV2::Api' ]
let firewalls = Resources.*[ Type == 'AWS::WAFv2::WebACLAssociation' ]

rule NO_FIREWALL_ON_AN_HTTP_API when %http_apis !empty {
  %firewalls empty <<A firewall cannot be attached to an HTTP API: use a REST API, or none.>>
}
`,
  },
];
