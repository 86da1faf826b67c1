import { describe, expect, test } from '@jest/globals';
import { readS3Settings } from './s3-settings.js';

describe('the settings of S3', () => {
  test('are a bucket and a region on AWS', () => {
    expect(readS3Settings({ BUCKET_NAME: 'my.bucket-1', AWS_REGION: 'eu-central-1', S3_ENDPOINT: '' })).toEqual({
      ok: true,
      value: { bucket: 'my.bucket-1', heads: 'direct', region: 'eu-central-1' },
    });
  });

  test('need no region for an endpoint', () => {
    expect(readS3Settings({ BUCKET_NAME: 'bucket', S3_ENDPOINT: 'http://127.0.0.1:9000' })).toEqual({
      ok: true,
      value: { bucket: 'bucket', heads: 'direct', region: 'us-east-1', endpoint: 'http://127.0.0.1:9000' },
    });
  });

  test.each(['direct', 'sdk'])('say that objects are looked at by %s', (heads) => {
    const settings = readS3Settings({ BUCKET_NAME: 'bucket', AWS_REGION: 'eu-central-1', S3_HEADS: heads });
    expect(settings).toMatchObject({ ok: true, value: { heads } });
  });

  test('name every fault at once', () => {
    const missing = [/^BUCKET_NAME/, /^AWS_REGION/].map((name) => expect.stringMatching(name) as unknown);
    expect(readS3Settings({})).toEqual({ ok: false, error: missing });
    const wrong = [/^BUCKET_NAME/, /^S3_HEADS/, /^S3_ENDPOINT/, /^AWS_REGION/].map(
      (name) => expect.stringMatching(name) as unknown,
    );
    const settings = readS3Settings({
      BUCKET_NAME: 'No',
      AWS_REGION: 'Frankfurt!',
      S3_ENDPOINT: 'ftp://host',
      S3_HEADS: 'no',
    });
    expect(settings).toEqual({ ok: false, error: wrong });
  });

  test.each(['ab', 'A-bucket', 'a_bucket', '-bucket', 'bucket-', 'b'.repeat(64), 'arn:aws:s3:::bucket'])(
    'refuse %s as a bucket',
    (bucket) => {
      expect(readS3Settings({ BUCKET_NAME: bucket, AWS_REGION: 'eu-central-1' }).ok).toBe(false);
    },
  );
});
