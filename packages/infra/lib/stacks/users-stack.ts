import { CfnOutput, type App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { ApiUsers } from '../constructs/api-users.js';
import { AnnalsStack } from './annals-stack.js';

/** The callers that Cognito knows, with auth `cognito`. They are kept, and so stand apart from the API that they call. */
export class UsersStack extends AnnalsStack {
  readonly users: ApiUsers;

  constructor(app: App, settings: Settings) {
    super(app, 'users', { settings, description: 'Callers of the API of Annals.' });
    this.users = new ApiUsers(this, 'Users');
    const outputs = {
      UserPoolId: this.users.pool.userPoolId,
      UserPoolClientId: this.users.client.userPoolClientId,
      TokenUrl: this.users.tokenUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
