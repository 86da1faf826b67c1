import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stacks by their names, with their outputs. */
export type Stacks = Readonly<Record<string, Readonly<Record<string, string>>>>;

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/**
 * As much of CloudFormation as tests of a deployment ask: which stacks there are, what they put out, and whether they still are what their
 * templates say, which they are.
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
  const result = resultOf(action, name, stacks[name] ?? {});
  const text = `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result></${action}Response>`;
  return { status: 200, text };
}

function resultOf(action: string, name: string, outputs: Stacks[string]): string {
  switch (action) {
    case 'DescribeStacks': {
      const members = Object.entries(outputs).map(
        ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      );
      const facts = '<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>';
      const stack = `<StackName>${name}</StackName>${facts}<Outputs>${members.join('')}</Outputs>`;
      return `<Stacks><member>${stack}</member></Stacks>`;
    }
    case 'DetectStackDrift':
      return `<StackDriftDetectionId>${name}</StackDriftDetectionId>`;
    case 'DescribeStackDriftDetectionStatus':
      return '<DetectionStatus>DETECTION_COMPLETE</DetectionStatus><StackDriftStatus>IN_SYNC</StackDriftStatus>';
    default:
      return '<StackResourceDrifts/>';
  }
}
