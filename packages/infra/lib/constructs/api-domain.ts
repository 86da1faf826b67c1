import { CfnOutput } from 'aws-cdk-lib';
import { CfnApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { CfnProtection } from 'aws-cdk-lib/aws-shield';
import { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** How a domain is made. */
export interface ApiDomainProps {
  readonly domainName: string;
  readonly certificateArn: string;
  /** Absent: somebody else points the domain at what the output `DomainTarget` says. */
  readonly hostedZoneId: string | undefined;
  /** Of either kind of API. */
  readonly apiId: string;
  readonly stage: string;
}

/**
 * A domain that leads to the stage of an API, over TLS 1.2 or later. It belongs to the stack, not to the API: when that is replaced by one of
 * the other kind, the domain stays, and leads to the new one.
 */
export class ApiDomain extends Construct {
  readonly #mapping: CfnApiMapping;

  constructor(scope: Construct, id: string, props: ApiDomainProps) {
    super(scope, id);
    const { domainName, certificateArn, hostedZoneId, apiId, stage } = props;
    const domain = new DomainName(this, 'Name', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    this.#mapping = new CfnApiMapping(this, 'Mapping', { apiId, stage, domainName: domain.name });
    if (hostedZoneId !== undefined) this.#point(domain, domainName, hostedZoneId);
    else new CfnOutput(AnnalsStack.of(this), 'DomainTarget', { value: domain.regionalDomainName });
  }

  /** Has the domain lead to the stage once that is there: a mapping names it, which CloudFormation does not take for an order. */
  after(stage: Construct): this {
    this.#mapping.node.addDependency(stage);
    return this;
  }

  #point(domain: DomainName, zoneName: string, hostedZoneId: string): void {
    // Whatever the zone's own name, a record without one of its own has the one that is given here.
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    const target = new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId);
    new ARecord(this, 'Alias', { zone, target: RecordTarget.fromAlias(target) });
    const { settings, names } = AnnalsStack.of(this);
    // Shield knows no API Gateway of a region; the account has to be subscribed.
    if (settings.shieldAdvanced)
      new CfnProtection(this, 'Shield', { name: names.resource('zone'), resourceArn: zone.hostedZoneArn });
  }
}
