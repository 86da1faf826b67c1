import type { App } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogMaxAggregationInterval,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type IInterfaceVpcEndpoint,
  type SubnetConfiguration,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Settings } from '../config.js';
import { EncryptedLogGroup } from '../constructs/encrypted-log-group.js';
import { AnnalsStack } from './annals-stack.js';
import type { Keys } from './security-stack.js';

/** Where functions run. */
export interface FunctionNetwork {
  readonly vpc: Vpc;
  readonly subnets: SubnetSelection;
  /** Lets functions out on 443 and nothing in. */
  readonly functions: SecurityGroup;
  /** The way into a private API; there where the setting `privateApi` is on. */
  readonly privateApiEndpoint: IInterfaceVpcEndpoint | undefined;
}

const https = Port.tcp(443);

/** The addresses of the network. */
const addresses = '10.0.0.0/16';

/**
 * The VPC, where the setting `vpc` asks for one: functions in subnets without a way out, S3 and DynamoDB through gateways, which are free,
 * and SQS and X-Ray through interfaces, which are not.
 */
export class NetworkStack extends AnnalsStack {
  readonly network: FunctionNetwork;

  constructor(app: App, settings: Settings, { keys }: { readonly keys: Keys }) {
    super(app, 'network', { settings, description: 'Network that the functions of Annals run in.' });
    const vpc = this.#createVpc();
    const subnets = { subnetType: settings.nat ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED };
    this.#logFlows(vpc, keys);
    vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3, subnets: [subnets] });
    vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB, subnets: [subnets] });
    const functions = this.#securityGroup(vpc, 'Functions', 'Functions: out on 443, nothing in.');
    functions.addEgressRule(Peer.anyIpv4(), https, 'Services of AWS');
    const services = this.#securityGroup(vpc, 'Endpoints', 'Endpoints of services: in on 443 from functions.');
    services.addIngressRule(functions, https, 'Functions');
    const endpoint = (id: string, service: InterfaceVpcEndpointAwsService, group = services) =>
      vpc.addInterfaceEndpoint(id, { service, subnets, securityGroups: [group], open: false });
    endpoint('Sqs', InterfaceVpcEndpointAwsService.SQS);
    endpoint('XRay', InterfaceVpcEndpointAwsService.XRAY);
    const privateApiEndpoint = settings.privateApi
      ? endpoint('Api', InterfaceVpcEndpointAwsService.APIGATEWAY, this.#apiCallers(vpc))
      : undefined;
    this.network = { vpc, subnets, functions, privateApiEndpoint };
  }

  /** Of a private API, whose callers are put into the network beside the functions. */
  #apiCallers(vpc: Vpc): SecurityGroup {
    const callers = this.#securityGroup(vpc, 'ApiCallers', 'Endpoint of the private API: in on 443 from the network.');
    callers.addIngressRule(Peer.ipv4(addresses), https, 'Whoever is in the network');
    return callers;
  }

  /** A network of two zones, which is what a region surely has. */
  #createVpc(): Vpc {
    const { nat } = this.settings;
    const functions: SubnetConfiguration = {
      name: 'functions',
      subnetType: nat ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
      cidrMask: 20,
    };
    const outside: SubnetConfiguration = {
      name: 'outside',
      subnetType: SubnetType.PUBLIC,
      cidrMask: 28,
      mapPublicIpOnLaunch: false,
    };
    return new Vpc(this, 'Vpc', {
      vpcName: this.names.resource('network'),
      ipAddresses: IpAddresses.cidr(addresses),
      maxAzs: 2,
      natGateways: nat ? 1 : 0,
      subnetConfiguration: nat ? [functions, outside] : [functions],
      // It would take a function of the library's own to empty the group that AWS makes with a network; nothing is ever put into it.
      restrictDefaultSecurityGroup: false,
    });
  }

  #logFlows(vpc: Vpc, keys: Keys): void {
    const logGroup = new EncryptedLogGroup(this, 'FlowLogs', {
      logGroupName: this.names.logGroup('network'),
      key: keys.logs,
    });
    const role = new Role(this, 'FlowLogsRole', {
      roleName: this.names.ofAccount('flow-logs'),
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
      inlinePolicies: {
        own: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'WriteFlowLog',
              actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
          ],
        }),
      },
    });
    vpc.addFlowLog('Flows', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup, role.withoutPolicyUpdates()),
      trafficType: FlowLogTrafficType.ALL,
      maxAggregationInterval: FlowLogMaxAggregationInterval.ONE_MINUTE,
    });
  }

  #securityGroup(vpc: Vpc, id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, {
      vpc,
      securityGroupName: this.names.resource(id.toLowerCase()),
      description,
      allowAllOutbound: false,
    });
  }
}
