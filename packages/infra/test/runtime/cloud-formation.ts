import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stacks by their names. */
export type Stacks = Readonly<Record<string, Stack>>;

interface Stack {
  readonly outputs: Readonly<Record<string, string>>;
  /** Of what it is made, by logical ids. */
  readonly resources?: Readonly<Record<string, StackResource>>;
}

interface StackResource {
  readonly type: string;
  /** What it is instead of what the template says; what is absent is in sync. */
  readonly drift?: { readonly path: string; readonly expected: string; readonly actual: string };
}

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/**
 * As much of CloudFormation as tests of a deployment ask: which stacks there are, what they put out, of what they are made, and whether that
 * still is what their templates say.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export class CloudFormation {
  readonly #server: Server;

  private constructor(stacks: Stacks) {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.once('end', () => {
        const { status, text } = answerOf(new URLSearchParams(body), stacks);
        response.writeHead(status, { 'Content-Type': 'text/xml' }).end(text);
      });
    });
  }

  static async start(stacks: Stacks): Promise<CloudFormation> {
    const cloudFormation = new CloudFormation(stacks);
    cloudFormation.#server.listen(0, '127.0.0.1');
    await once(cloudFormation.#server, 'listening');
    return cloudFormation;
  }

  /** Its address, an http URL. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function answerOf(asked: URLSearchParams, stacks: Stacks): { readonly status: number; readonly text: string } {
  const action = asked.get('Action')!;
  const name = asked.get('StackName') ?? '';
  if (asked.has('StackName') && !Object.hasOwn(stacks, name)) {
    const message = `Stack with id ${name} does not exist`;
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error>`;
    return { status: 400, text: `<ErrorResponse xmlns="${namespace}">${error}</ErrorResponse>` };
  }
  const result = resultOf(action, name, stacks[name]);
  const text = `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result></${action}Response>`;
  return { status: 200, text };
}

const moment = '2026-01-01T00:00:00Z';
const member = (text: string) => `<member>${text}</member>`;

function resultOf(action: string, name: string, { outputs, resources = {} }: Stack = { outputs: {} }): string {
  const made = Object.entries(resources);
  switch (action) {
    case 'DescribeStacks': {
      const members = Object.entries(outputs).map(([key, value]) =>
        member(`<OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue>`),
      );
      const facts = `<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>${moment}</CreationTime>`;
      return `<Stacks>${member(`<StackName>${name}</StackName>${facts}<Outputs>${members.join('')}</Outputs>`)}</Stacks>`;
    }
    case 'DetectStackDrift':
      return `<StackDriftDetectionId>${name}</StackDriftDetectionId>`;
    case 'DescribeStackDriftDetectionStatus':
      return '<DetectionStatus>DETECTION_COMPLETE</DetectionStatus>';
    case 'ListStackResources': {
      const facts = `<ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>${moment}</LastUpdatedTimestamp>`;
      return `<StackResourceSummaries>${made.map((each) => member(identityOf(each) + facts)).join('')}</StackResourceSummaries>`;
    }
    case 'DescribeStackResourceDrifts':
      return `<StackResourceDrifts>${made.map((each) => member(driftOf(each))).join('')}</StackResourceDrifts>`;
    default:
      throw new Error(`no test knows what CloudFormation answers to ${action}`);
  }
}

function identityOf([id, { type }]: [string, StackResource]): string {
  return `<LogicalResourceId>${id}</LogicalResourceId><ResourceType>${type}</ResourceType>`;
}

function driftOf(resource: [string, StackResource]): string {
  const { drift } = resource[1];
  const status = `<StackResourceDriftStatus>${drift ? 'MODIFIED' : 'IN_SYNC'}</StackResourceDriftStatus>`;
  const difference =
    drift &&
    `<PropertyPath>${drift.path}</PropertyPath><ExpectedValue>${drift.expected}</ExpectedValue><ActualValue>${drift.actual}</ActualValue>`;
  return `${identityOf(resource)}${status}<PropertyDifferences>${difference ? member(difference) : ''}</PropertyDifferences>`;
}
