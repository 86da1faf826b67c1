import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';

/** What AWS answered to a command; an error is what it refused with. */
export type Answer = (input: Readonly<Record<string, unknown>>) => object | Error;

/** A client whose commands go nowhere: each is answered by what was recorded for its name. @param asked is told which were sent */
export function answered<T extends S3Client | CloudFormationClient>(
  client: T,
  answers: Readonly<Record<string, Answer>>,
  asked: string[] = [],
): T {
  const stack = client.middlewareStack as S3Client['middlewareStack'];
  stack.add(
    (_next, { commandName = '' }) =>
      ({ input }) => {
        asked.push(commandName);
        const answer =
          answers[commandName]?.(input as Record<string, unknown>) ??
          new Error(`nothing is recorded for ${commandName}`);
        return answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve({ response: {}, output: answer as never });
      },
    { step: 'initialize', priority: 'high', name: 'recorded' },
  );
  return client;
}
