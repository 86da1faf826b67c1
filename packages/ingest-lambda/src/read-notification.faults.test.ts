import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bridge, record } from '../test/support/altered-notifications.js';
import { fixtureBucket } from '../test/support/fixtures.js';
import { readMessage, readNotification } from './read-notification.js';

function reasonOf(notification: unknown): string | undefined {
  const [reading] = readNotification(notification, fixtureBucket);
  return reading?.kind === 'fault' ? reading.reason : undefined;
}

describe('a record that cannot be understood', () => {
  test.each<[string, unknown, string]>([
    ['no version', record({ eventVersion: undefined }), 'eventVersion is missing'],
    ['an unknown version', record({ eventVersion: '3.0' }), 'eventVersion must be 2 and a minor version'],
    ['no name', record({ eventName: '' }), 'eventName is missing'],
    ['a name that is no text', record({ eventName: 7 }), 'eventName must be a text'],
    [
      'an endless name',
      record({ eventName: 'x'.repeat(129) }),
      'eventName must be at most 128 printable ASCII characters',
    ],
    ['no time', record({ eventTime: null }), 'eventTime is missing'],
    ['a time that is none', record({ eventTime: 'yesterday' }), 'eventTime must be an RFC 3339'],
    ['no source', record({ eventSource: undefined }), 'eventSource is missing'],
    ['no bucket', record({}, {}, {}), 's3.bucket.name is missing'],
    ['a foreign bucket', record({}, {}, { name: 'another' }), 's3.bucket.name is another bucket than this function’s'],
    ['no object', record({ s3: { bucket: { name: fixtureBucket } } }), 's3.object.key is missing'],
    ['an empty key', record({}, { key: '' }), 's3.object.key is missing'],
    ['a key that is not encoded', record({}, { key: '100%' }), 's3.object.key must be URL-encoded'],
    ['a key that is no UTF-8', record({}, { key: '%FF' }), 's3.object.key must be URL-encoded'],
    [
      'a key that is too long',
      record({}, { key: 'k'.repeat(1025) }),
      's3.object.key must be at most 1024 bytes of UTF-8',
    ],
    [
      'a sequencer that is none',
      record({}, { sequencer: 'Happy Sequencer' }),
      's3.object.sequencer must be 1 to 64 hexadecimal digits',
    ],
    ['a size that is none', record({}, { size: '6' }), 's3.object.size must be a whole number of bytes'],
    ['a negative size', record({}, { size: -1 }), 's3.object.size must be a whole number of bytes'],
    ['a version that is no text', record({}, { versionId: 7 }), 's3.object.versionId must be a text'],
    [
      'a version that fits no key',
      record({}, { versionId: 'v v' }),
      's3.object.versionId must be at most 1024 printable ASCII',
    ],
    ['nothing at all', null, 'eventVersion is missing; '],
  ])('has %s', (_, one, reason) => {
    expect(reasonOf({ Records: [one] })).toMatch(new RegExp(`^${reason.replaceAll('.', '\\.')}`));
  });

  test.each<[string, unknown, string]>([
    ['another source', bridge({ source: 'my.app' }), 'source must be aws.s3'],
    [
      'an unknown version',
      bridge({}, { 'event-version': '2.0' }),
      'detail.event-version must be 1 and a minor version',
    ],
    ['no time', bridge({ time: undefined }), 'time is missing'],
    [
      'a foreign bucket',
      bridge({}, { bucket: { name: 'another' } }),
      'detail.bucket.name is another bucket than this function’s',
    ],
    ['no key', bridge({}, { object: {} }), 'detail.object.key is missing'],
    ['no detail', bridge({ detail: undefined }), 'detail.bucket.name is missing'],
    ['a kind that is no text', bridge({ 'detail-type': 7 }), 'detail-type must be a text'],
  ])('in EventBridge’s form has %s', (_, notification, reason) => {
    expect(reasonOf(notification)).toMatch(new RegExp(reason.replaceAll('.', '\\.')));
  });

  test('is told with everything that is wrong with it, and nothing that it holds', () => {
    const secret = 'https://user:secret@host';
    const reason = reasonOf({
      Records: [
        record({ eventVersion: secret, eventTime: secret }, { key: `%${secret}`, size: secret }, { name: secret }),
      ],
    })!;
    expect(reason.split('; ').map((fault) => fault.split(' ')[0])).toEqual([
      'eventVersion',
      's3.object.key',
      'eventTime',
      's3.object.size',
      's3.bucket.name',
    ]);
    expect(reason).not.toContain('secret');
  });

  test('does not keep the others from being read', () => {
    const good = record({});
    const kinds = readNotification({ Records: [good, record({ eventVersion: '9' }), good] }, fixtureBucket);
    expect(kinds.map(({ kind }) => kind)).toEqual(['change', 'fault', 'change']);
  });

  test.each<[string, unknown]>([
    ['a text', 'Records'],
    ['a list', [{}]],
    ['an object of something else', { hello: 'world' }],
    ['nothing', null],
    ['records that are no list', { Records: {} }],
  ])('is no notification where there is %s', (_, notification) => {
    expect(reasonOf(notification)).toBe('it is no notification of S3');
  });

  test('may be a message that is not JSON', () => {
    const notJson = [{ kind: 'fault', reason: 'it is not JSON' }];
    expect(readMessage('', fixtureBucket)).toEqual(notJson);
    expect(readMessage('{', fixtureBucket)).toEqual(notJson);
    expect(readMessage(JSON.stringify({ Type: 'Notification', Message: '{' }), fixtureBucket)).toEqual(notJson);
  });

  test('is a reading and never an error, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        for (const notification of [
          value,
          { Records: [value, { s3: other, eventVersion: '2.1' }] },
          { 'detail-type': value, detail: other },
        ])
          for (const { kind } of readNotification(notification, fixtureBucket)) expect(kind).not.toBe('change');
      }),
    );
  });
});
