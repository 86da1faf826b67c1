import { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';

/**
 * Tells Slack and Microsoft Teams of alarms, where the settings name a channel. Each channel has a role that may do nothing, and whatever
 * it should ever be given, it can read figures and no more: that is the guardrail.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html
 */
export class ChatAlerts extends Construct {
  constructor(scope: Construct, id: string, { topic }: { readonly topic: ITopic }) {
    super(scope, id);
    const { settings } = AnnalsStack.of(this);
    const { slackWorkspaceId, slackChannelId, teamsTenantId, teamsTeamId, teamsChannelId } = settings;
    if (slackWorkspaceId !== undefined && slackChannelId !== undefined)
      this.#tellSlack(topic, { slackWorkspaceId, slackChannelId });
    if (teamsTenantId !== undefined && teamsTeamId !== undefined && teamsChannelId !== undefined)
      this.#tellTeams(topic, { teamsTenantId, teamId: teamsTeamId, teamsChannelId });
  }

  #tellSlack(topic: ITopic, channel: { readonly slackWorkspaceId: string; readonly slackChannelId: string }): void {
    new SlackChannelConfiguration(this, 'Slack', {
      ...channel,
      slackChannelConfigurationName: AnnalsStack.of(this).names.resource('slack'),
      role: this.#role('Slack', 'slack').withoutPolicyUpdates(),
      notificationTopics: [topic],
      guardrailPolicies: [this.#guardrail()],
    });
  }

  #tellTeams(
    topic: ITopic,
    channel: { readonly teamsTenantId: string; readonly teamId: string; readonly teamsChannelId: string },
  ): void {
    new CfnMicrosoftTeamsChannelConfiguration(this, 'Teams', {
      ...channel,
      configurationName: AnnalsStack.of(this).names.resource('teams'),
      iamRoleArn: this.#role('Teams', 'teams').roleArn,
      snsTopicArns: [topic.topicArn],
      guardrailPolicies: [this.#guardrail().managedPolicyArn],
    });
  }

  #role(service: string, name: string): Role {
    return new Role(this, `${service}Role`, {
      roleName: AnnalsStack.of(this).names.ofAccount(name),
      description: `What the channel of ${service} may do: nothing but be told.`,
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
    });
  }

  #guardrail() {
    return ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess');
  }
}
