import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { describe } from '@jest/globals';
import { describeObjectStore } from '@annals/domain/testing';
import { startS3Engine, type S3Engine } from '../testing/index.js';
import { createS3Client } from './s3-client.js';
import { S3ObjectStore } from './s3-object-store.js';

let engine: S3Engine;
let client: S3Client;

describe.each(['direct', 'sdk'] as const)('with looks by %s', (heads) =>
  describeObjectStore('S3ObjectStore', {
    start: async () => {
      engine = await startS3Engine();
      client = createS3Client({ region: 'us-east-1', endpoint: engine.endpoint });
    },
    empty: async () => {
      const Bucket = `annals-${randomUUID()}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      return {
        store: new S3ObjectStore({ client, bucket: Bucket, heads }),
        put: async (Key, Body, ContentType) => {
          await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
        },
        remove: async (Key) => {
          await client.send(new DeleteObjectCommand({ Bucket, Key }));
        },
      };
    },
    stop: async () => {
      client.destroy();
      await engine.stop();
    },
    signed: 'accepted',
  }),
);
