import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { ReceivedMessage } from '@annals/domain';
import type { Request, Response } from 'express';
import { appOptions, type AppOptions } from '../app-options.js';
import { Requires } from '../auth/declared-access.js';
import { sendAnswer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { readQuery } from '../http/query.js';
import { sampleAnswer, takesNothing, unlessHead } from './sample-answer.js';
import { SampleWorkload, WorkflowCutShort } from './sample-workload.js';

/** The part of the sample workload that a queue is needed for. */
@Controller()
export class SampleMessagesController {
  constructor(
    @Inject(SampleWorkload) private readonly workload: SampleWorkload,
    @Inject(appOptions) private readonly options: Pick<AppOptions, 'logger' | 'deletesBeforeAnswer'>,
  ) {}

  /** Sends a message. */
  @Post('send-message')
  @Requires('events:write')
  async sendMessage(@Req() request: Request, @Res() response: Response): Promise<void> {
    await takesNothing(request, response);
    const { id, messageId } = await this.workload.sendMessage();
    const answer = {
      message: 'Message sent successfully',
      message_id: id,
      sqs_message_id: messageId,
      timestamp: this.workload.timestamp(),
    };
    sendAnswer(request, response, sampleAnswer(answer));
  }

  /** Receives messages and deletes them: once they are with the client whole or, where nobody can tell, just before they are sent. */
  @Get('receive-messages')
  @Requires('operations')
  async receiveMessages(@Req() request: Request, @Res() response: Response): Promise<void> {
    readQuery(request.originalUrl, []);
    await unlessHead(request, response, async () => {
      const left = new AbortController();
      response.once('close', () => left.abort());
      const messages = await this.workload.receiveMessages(left.signal);
      if (this.options.deletesBeforeAnswer === true) await this.workload.deleteMessages(messages);
      else this.#deleteOnceSent(messages, response);
      return {
        message: `Received ${messages.length} messages`,
        messages: messages.map(({ body }) => readContent(body)),
        timestamp: this.workload.timestamp(),
      };
    });
  }

  /** Saves data and sends a message about it. */
  @Get('workflow')
  @Requires('events:write', 'operations')
  async runWorkflow(@Req() request: Request, @Res() response: Response): Promise<void> {
    readQuery(request.originalUrl, []);
    await unlessHead(request, response, async () => {
      const { id, timestamp, tookSeconds } = await this.workload.runWorkflow().catch(presentCutShort);
      return {
        message: 'Workflow completed successfully',
        data_id: id,
        workflow_time: tookSeconds,
        timestamp,
        steps_completed: ['dynamodb_save', 'sqs_send'],
      };
    });
  }

  #deleteOnceSent(messages: readonly ReceivedMessage[], response: Response): void {
    const settle = async (): Promise<void> => {
      if (response.writableFinished) await this.workload.deleteMessages(messages);
      else await this.workload.returnMessages(messages);
    };
    const onClose = (): void => {
      settle().catch((err: unknown) => this.options.logger.error({ err }, 'messages of the sample are received again'));
    };
    if (response.destroyed) onClose();
    else response.once('close', onClose);
  }
}

/** Throws the 503 of a workflow that came halfway, and everything else as it is. */
function presentCutShort(error: unknown): never {
  if (!(error instanceof WorkflowCutShort)) throw error;
  const { engine, retryAfterSeconds } = error.cause;
  throw new Problem('unavailable', {
    detail: `The data was saved, and the ${engine} engine takes no message about it now. Try again: other data is saved then.`,
    members: { engine, data_id: error.dataId },
    headers: { 'Retry-After': String(retryAfterSeconds) },
    cause: error,
  });
}

/** What a message says: JSON as JSON, and anything else as text. */
function readContent(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
