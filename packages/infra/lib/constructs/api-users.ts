import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';
import { acknowledge } from '../policy/acknowledgements.js';

/** What a caller may do, as the app names it; a test compares them. */
const scopesOfApp = [
  { scopeName: 'events:read', scopeDescription: 'Read events.' },
  { scopeName: 'events:write', scopeDescription: 'Record events.' },
  { scopeName: 'objects:read', scopeDescription: 'Read the catalogue of objects, and objects.' },
  { scopeName: 'objects:write', scopeDescription: 'Upload objects, and reconcile the catalogue.' },
  { scopeName: 'operations', scopeDescription: 'See what runs, and use the sample workload.' },
] as const;

/** What stands before a scope in a token is this and a slash. */
const resourceServer = 'annals';

/**
 * The callers of an API that Cognito knows: programs, by the client that is made here, and people, once somebody adds them and a client
 * for the place that they come from. People need a second factor, and nobody signs up alone.
 */
export class ApiUsers extends Construct {
  readonly pool: UserPool;
  /** For programs: its id and secret get tokens of every scope. */
  readonly client: UserPoolClient;
  /** The scopes as tokens have them. */
  readonly scopes = scopesOfApp.map(({ scopeName }) => `${resourceServer}/${scopeName}`);
  /** What stands before the app's own names of scopes. */
  readonly scopePrefix = `${resourceServer}/`;
  /** Where tokens are got. */
  readonly tokenUrl: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { names } = AnnalsStack.of(this);
    this.pool = this.#createPool();
    const scopes = scopesOfApp.map((each) => new ResourceServerScope(each));
    const server = this.pool.addResourceServer('Scopes', {
      identifier: resourceServer,
      userPoolResourceServerName: names.resource('api'),
      scopes,
    });
    this.client = this.#createClient(scopes.map((each) => OAuthScope.resourceServer(server, each)));
    const domain = this.#createDomain();
    this.tokenUrl = `${domain.baseUrl()}/oauth2/token`;
  }

  #createPool(): UserPool {
    const { names, settings } = AnnalsStack.of(this);
    const pool = new UserPool(this, 'Pool', {
      userPoolName: names.resource('users'),
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
        tempPasswordValidity: Duration.days(1),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: settings.retainData,
      removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(pool, {
      id: 'AwsSolutions-COG8',
      reason:
        'Programs call the API; what the dearer tier adds watches people signing in, of whom there are few or none.',
    });
    return pool;
  }

  #createClient(scopes: OAuthScope[]): UserPoolClient {
    return this.pool.addClient('Programs', {
      userPoolClientName: AnnalsStack.of(this).names.resource('programs'),
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes },
      accessTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  /** Its name is unique in a region of all accounts. */
  #createDomain(): UserPoolDomain {
    const domainPrefix = AnnalsStack.of(this).names.bucket('users');
    return this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
  }
}
