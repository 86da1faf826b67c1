import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

/**
 * The bucket of packages and deployments. Nothing is ever removed from it, and what is written twice keeps its earlier versions, because the
 * bucket is versioned.
 */
export class ArtefactStore {
  #client;
  #bucket;

  /**
   * @param {{ bucket: string, region: string, endpoint?: string | undefined }} place `endpoint` of another S3 than AWS's; credentials are
   *   those of the SDK's default chain.
   */
  constructor({ bucket, region, endpoint }) {
    this.#bucket = bucket;
    this.#client = new S3Client({ region, ...(endpoint ? { endpoint, forcePathStyle: true } : {}) });
  }

  /**
   * @param {string} key
   * @param {import('./archive.mjs').FileFacts} facts of the file.
   * @param {string} file its path.
   */
  async putFile(key, facts, file) {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        // Whole: of a stream the SDK could send nothing again, and the file may be gone by then.
        Body: readFileSync(file),
        ChecksumSHA256: Buffer.from(facts.sha256, 'hex').toString('base64'),
      }),
    );
  }

  /**
   * @param {string} key
   * @param {string} file where it goes.
   */
  async getFile(key, file) {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    if (!(Body instanceof Readable)) throw new Error(`S3 answered without a body for ${key}`);
    await pipeline(Body, createWriteStream(file));
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  async putJson(key, value) {
    const Body = `${JSON.stringify(value, undefined, 2)}\n`;
    await this.#client.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body, ContentType: 'application/json' }),
    );
  }

  /**
   * @param {string} key
   * @returns {Promise<unknown>} `undefined` where there is none.
   */
  async getJson(key) {
    if (!(await this.has(key))) return undefined;
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    /** @type {unknown} */
    const value = JSON.parse((await Body?.transformToString()) ?? '');
    return value;
  }

  /**
   * @param {string} key
   * @returns {Promise<boolean>}
   */
  async has(key) {
    try {
      await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'NotFound') return false;
      throw error;
    }
  }

  /**
   * @param {string} prefix
   * @returns {Promise<string[]>} every key that begins so.
   */
  async keys(prefix) {
    const found = [];
    const pages = paginateListObjectsV2({ client: this.#client }, { Bucket: this.#bucket, Prefix: prefix });
    for await (const { Contents } of pages) found.push(...(Contents ?? []).map(({ Key = '' }) => Key));
    return found;
  }

  /** Ends its connections. */
  close() {
    this.#client.destroy();
  }
}
