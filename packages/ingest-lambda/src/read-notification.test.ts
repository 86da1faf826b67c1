import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bridge, record } from '../test/support/altered-notifications.js';
import { expectedChanges } from '../test/support/expected-changes.js';
import { fixture, fixtureBucket, fixtureNames } from '../test/support/fixtures.js';
import { readMessage, readNotification } from './read-notification.js';

const withoutChange = ['s3/no-records', 's3/test-event', 'event-bridge/api-call-via-cloudtrail'];

describe('a notification', () => {
  test.each(Object.entries(expectedChanges))('tells the change of %s', (name, expected) => {
    const change = { bucket: fixtureBucket, ...expected };
    expect(readNotification(fixture(name), fixtureBucket)).toStrictEqual([{ kind: 'change', change }]);
  });

  test('of every kind is among them', () => {
    const names = [...fixtureNames('s3'), ...fixtureNames('event-bridge')].sort();
    expect(names).toEqual([...Object.keys(expectedChanges), ...withoutChange].sort());
  });

  test('without records tells nothing, a test message and what is no event of S3’s own are ignored', () => {
    expect(readNotification(fixture('s3/no-records'), fixtureBucket)).toEqual([]);
    expect(readNotification(fixture('s3/test-event'), fixtureBucket)).toEqual([{ kind: 'ignored' }]);
    expect(readNotification(fixture('event-bridge/api-call-via-cloudtrail'), fixtureBucket)).toEqual([
      { kind: 'ignored' },
    ]);
  });

  test('is the same in a message of SQS, wrapped by SNS or not', () => {
    const { Records: messages } = fixture('sqs/batch') as { Records: { body: string }[] };
    const readings = messages.map(({ body }) => readMessage(body, fixtureBucket));
    expect(readings).toEqual([
      readNotification(fixture('s3/object-created-put'), fixtureBucket),
      readNotification(fixture('event-bridge/object-created-put'), fixtureBucket),
      readNotification(fixture('s3/object-created-copy'), fixtureBucket),
      [{ kind: 'ignored' }],
    ]);
  });
});

describe('a record that says less than most', () => {
  test('needs no size, eTag, version, sequencer, region or principal', () => {
    const spare = record(
      { awsRegion: undefined, userIdentity: undefined },
      { size: undefined, eTag: '', versionId: null, sequencer: undefined },
    );
    const change = {
      bucket: fixtureBucket,
      key: 'red flower.jpg',
      eventName: 'ObjectCreated:Put',
      eventTime: '2026-03-05T10:15:30.123000000Z',
      eventSource: 'aws:s3',
    };
    expect(readNotification({ Records: [spare] }, fixtureBucket)).toStrictEqual([{ kind: 'change', change }]);
  });

  test('may have the prefix of configurations in its name', () => {
    const named = record({ eventName: 's3:ObjectRemoved:Delete', eventSource: 'minio:s3' });
    expect(readNotification({ Records: [named] }, fixtureBucket)).toMatchObject([
      { change: { eventName: 'ObjectRemoved:Delete', eventSource: 'minio:s3' } },
    ]);
  });

  test.each([
    ['AnotherApi', 'ObjectCreated:AnotherApi'],
    ['PUT Object', 'ObjectCreated:PUTObject'],
    [undefined, 'ObjectCreated'],
  ])('may be made by an API that is not known: %s', (reason, eventName) => {
    expect(readNotification(bridge({}, { reason }), fixtureBucket)).toMatchObject([{ change: { eventName } }]);
  });
});

describe('the key of a notification', () => {
  const anyKey = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(...Array.from(' +%?#&/=.~*\'"<\\\u0000\n')),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
      maxLength: 200,
    })
    .filter((key) => key.isWellFormed());
  const keyOf = (notification: unknown): string | undefined => {
    const [reading] = readNotification(notification, fixtureBucket);
    return reading?.kind === 'change' ? reading.change.key : undefined;
  };

  test('is decoded from any key’s form encoding, with slashes as they are or encoded too', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const encoded = new URLSearchParams({ key }).toString().slice('key='.length);
        expect(keyOf({ Records: [record({}, { key: encoded })] })).toBe(key);
        expect(keyOf({ Records: [record({}, { key: encoded.replaceAll('%2F', '/') })] })).toBe(key);
      }),
    );
  });

  test('is taken as it is from EventBridge’s form', () => {
    fc.assert(fc.property(anyKey, (key) => expect(keyOf(bridge({}, { object: { key } }))).toBe(key)));
  });
});
