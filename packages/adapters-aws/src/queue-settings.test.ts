import { describe, expect, test } from '@jest/globals';
import { readQueueSettings } from './queue-settings.js';

const address = 'https://sqs.eu-central-1.amazonaws.com/123456789012/annals';

describe('the settings of queues', () => {
  test('name each queue, and where it is', () => {
    const environment = {
      EVENT_QUEUE_URL: address,
      EVENT_DEAD_LETTER_QUEUE_URL: `${address}-dead`,
      SAMPLE_QUEUE_URL: 'http://sqs.us-east-1.localhost:4566/000000000000/sample',
      SQS_ENDPOINT: 'http://127.0.0.1:4566',
    };
    expect(readQueueSettings(environment, ['eventQueueUrl', 'sampleQueueUrl'])).toEqual({
      ok: true,
      value: {
        region: 'us-east-1',
        endpoint: 'http://127.0.0.1:4566',
        eventQueueUrl: address,
        eventDeadLetterQueueUrl: `${address}-dead`,
        sampleQueueUrl: 'http://sqs.us-east-1.localhost:4566/000000000000/sample',
      },
    });
  });

  test('need no more than is required, and an empty variable is an absent one', () => {
    const environment = { AWS_REGION: 'eu-central-1', EVENT_QUEUE_URL: address, SAMPLE_QUEUE_URL: '' };
    expect(readQueueSettings(environment, ['eventQueueUrl'])).toEqual({
      ok: true,
      value: { region: 'eu-central-1', eventQueueUrl: address },
    });
  });

  test('list every fault at once', () => {
    const environment = { EVENT_DEAD_LETTER_QUEUE_URL: 'annals-dead', SQS_ENDPOINT: 'nowhere' };
    expect(readQueueSettings(environment, ['eventQueueUrl', 'sampleQueueUrl'])).toEqual({
      ok: false,
      error: [
        'EVENT_QUEUE_URL is required: the address of the SQS queue',
        expect.stringMatching(/^EVENT_DEAD_LETTER_QUEUE_URL must be the address of an SQS queue, such as /),
        'SAMPLE_QUEUE_URL is required: the address of the SQS queue',
        'SQS_ENDPOINT must be an http or https URL, such as http://127.0.0.1:4566',
      ],
    });
  });

  test.each([
    'annals',
    'https://sqs.eu-central-1.amazonaws.com/annals',
    `${address}/more`,
    `ftp${address.slice(5)}`,
    `${address}!`,
  ])('take no %j for the address of a queue', (url) => {
    const environment = { AWS_REGION: 'eu-central-1', EVENT_QUEUE_URL: url };
    expect(readQueueSettings(environment, [])).toMatchObject({
      ok: false,
      error: [expect.stringMatching(/^EVENT_QUEUE_URL must/)],
    });
  });
});
