import { createSqsClient, readQueueSettings, SqsMessageQueue, type QueueSetting } from '@annals/adapters-aws';
import { ok } from '@annals/domain';
import type { PrepareQueueTools, QueueName } from './queue-tools.js';

const addresses = { events: 'eventQueueUrl', sample: 'sampleQueueUrl' } as const satisfies Record<
  QueueName,
  QueueSetting
>;

/** The queues whose addresses `EVENT_QUEUE_URL` and `SAMPLE_QUEUE_URL` give. */
export const prepareSqsQueueTools: PrepareQueueTools = (environment, names) => {
  const settings = readQueueSettings(
    environment,
    names.map((name) => addresses[name]),
  );
  if (!settings.ok) return settings;
  return ok(() => {
    const client = createSqsClient(settings.value);
    return {
      queues: names.map((name) => {
        const queue = new SqsMessageQueue({
          client,
          name,
          queueUrl: settings.value[addresses[name]],
          deadLetterQueueUrl: name === 'events' ? settings.value.eventDeadLetterQueueUrl : undefined,
        });
        return { name, deadLetters: queue.deadLetters, figures: () => queue.figures() };
      }),
      close: () => client.destroy(),
    };
  });
};
