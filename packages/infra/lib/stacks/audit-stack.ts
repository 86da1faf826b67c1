import { CfnOutput, type App } from 'aws-cdk-lib';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import type { Settings } from '../config.js';
import { AuditTrail, type AuditTrailProps } from '../constructs/audit-trail.js';
import { AnnalsStack } from './annals-stack.js';
import type { DataStack } from './data-stack.js';

/** What GuardDuty looks at beside the account's own events; what a deployment has none of is switched off. */
const features = {
  S3_DATA_EVENTS: true,
  LAMBDA_NETWORK_LOGS: true,
  EKS_AUDIT_LOGS: false,
  EBS_MALWARE_PROTECTION: false,
  RDS_LOGIN_EVENTS: false,
  RUNTIME_MONITORING: false,
};

/** Who did what in the account: trail and threat detection, where settings ask for them. */
export class AuditStack extends AnnalsStack {
  constructor(app: App, settings: Settings, props: AuditTrailProps & { readonly data: DataStack }) {
    super(app, 'audit', { settings, description: 'Trail and threat detection of the account.' });
    if (settings.cloudTrail) {
      const { trail, bucket } = new AuditTrail(this, 'Audit', props);
      // Its bucket logs into one of that stack, which it knows by name alone.
      this.addStackDependency(props.data);
      new CfnOutput(this, 'TrailArn', { value: trail.attrArn });
      new CfnOutput(this, 'TrailBucketName', { value: bucket.bucketName });
    }
    if (settings.guardDuty) this.#detectThreats();
  }

  #detectThreats(): void {
    new CfnDetector(this, 'ThreatDetection', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
      features: Object.entries(features).map(([name, isOn]) => ({ name, status: isOn ? 'ENABLED' : 'DISABLED' })),
    });
  }
}
