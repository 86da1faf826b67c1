import type { App } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType, Vpc, type IInterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import type { Settings } from '../config.js';
import { AnnalsStack } from './annals-stack.js';
import type { Keys } from './security-stack.js';

/** Where functions run. */
export interface FunctionNetwork {
  readonly vpc: Vpc;
  /** Lets functions out on 443 and nothing in. */
  readonly functions: SecurityGroup;
  /** The way into a private API; there where the setting `privateApi` is on. */
  readonly privateApiEndpoint: IInterfaceVpcEndpoint | undefined;
}

/** The VPC, where the setting `vpc` asks for one. */
export class NetworkStack extends AnnalsStack {
  readonly network: FunctionNetwork;

  constructor(app: App, settings: Settings, _props: { readonly keys: Keys }) {
    super(app, 'network', { settings, description: 'Network that the functions of Annals run in.' });
    const vpc = new Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'functions', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    const functions = new SecurityGroup(this, 'Functions', { vpc });
    this.network = { vpc, functions, privateApiEndpoint: undefined };
  }
}
