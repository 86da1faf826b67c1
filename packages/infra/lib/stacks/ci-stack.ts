import { CfnOutput, type App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { accessLogsOf } from '../constructs/access-logs.js';
import { DeployRole } from '../constructs/deploy-role.js';
import { SecureBucket } from '../constructs/secure-bucket.js';
import { AnnalsStack } from './annals-stack.js';
import type { ApiStack } from './api-stack.js';
import type { DataStack } from './data-stack.js';

/** What the pipeline needs of other stacks. */
export interface CiStackProps {
  readonly data: DataStack;
  readonly api: ApiStack;
}

/** The role that workflows of the repository deploy with, and where they keep packages. A person deploys it first; then it deploys itself. */
export class CiStack extends AnnalsStack {
  constructor(app: App, settings: Settings, { data, api }: CiStackProps) {
    super(app, 'ci', { settings, description: 'Deployment role and package store of the pipeline.' });
    // Nothing expires: an old package is what one goes back to.
    const packages = new SecureBucket(this, 'Packages', {
      name: 'packages',
      versioned: true,
      logsTo: accessLogsOf(this, 'packages'),
    });
    // Its bucket logs into one of the one, and its role tries the other, which it knows by names alone.
    this.addStackDependency(data);
    this.addStackDependency(api);
    const role = new DeployRole(this, 'DeployRole', { apiStage: api.api.stage });
    new CfnOutput(this, 'DeployRoleArn', { value: role.roleArn });
    new CfnOutput(this, 'ArtefactBucketName', { value: packages.bucketName });
  }
}
