import { compareUtf8 } from '@annals/domain';

/** An S3 that tests may fill. It has no versions and judges neither signatures nor checksums. */
export interface S3Engine {
  /** Its address, an http URL. */
  readonly endpoint: string;
  /** Ends it; what it held is gone. */
  stop(): Promise<void>;
}

/** Starts an S3 on a free port. It keeps its objects in memory, at most a thousand in a bucket. */
export async function startS3Engine(): Promise<S3Engine> {
  // Only who starts it waits for it to load.
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  app.addHook('onRequest', async (request, reply) => {
    const url = new URL(request.url, 'http://localhost');
    if (request.method !== 'GET' || url.searchParams.get('list-type') !== '2' || isOwn(request.headers)) return;
    const answer = await app.inject({ method: 'GET', url: `${url.pathname}?list-type=2`, headers: own });
    if (answer.statusCode !== 200) return;
    await reply.header('content-type', 'application/xml').send(listAnswer(listedIn(answer.body), url.searchParams));
  });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return { endpoint, stop: async () => app.close() };
}

/** Marks the request for a whole list that the hook above makes itself. */
const own = { 'x-annals-whole-list': '1' };

function isOwn(headers: Readonly<Record<string, unknown>>): boolean {
  return headers['x-annals-whole-list'] === '1';
}

interface Listed {
  readonly key: string;
  /** The elements beside the key, as they came. */
  readonly rest: string;
}

/** The objects of a whole list, in the order of UTF-8 bytes: fauxqs orders by locale. */
function listedIn(body: string): Listed[] {
  if (body.includes('<IsTruncated>true<')) throw new Error('the S3 for tests lists at most 1,000 objects of a bucket');
  return Array.from(body.matchAll(/<Contents><Key>([^]*?)<\/Key>([^]*?)<\/Contents>/g), ([, key, rest]) => ({
    key: unescaped(key!),
    rest: rest!,
  })).sort((left, right) => compareUtf8(left.key, right.key));
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos|#39);/g, (_, name: string) => entities[name] ?? "'");
}

/**
 * What S3 answers: the part that `prefix`, `start-after` and `max-keys` leave, keys form-encoded on request (`/` stays).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
function listAnswer(all: readonly Listed[], query: URLSearchParams): string {
  const after = query.get('start-after') ?? '';
  const matching = all.filter(({ key }) => key.startsWith(query.get('prefix') ?? '') && compareUtf8(key, after) > 0);
  const page = matching.slice(0, Number(query.get('max-keys') ?? 1000));
  const truncated = matching.length > page.length;
  const encoded = query.get('encoding-type') === 'url';
  return [
    '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    ...(encoded ? ['<EncodingType>url</EncodingType>'] : []),
    `<KeyCount>${page.length}</KeyCount><IsTruncated>${truncated}</IsTruncated>`,
    ...page.map(
      ({ key, rest }) => `<Contents><Key>${encoded ? formEncoded(key) : escaped(key)}</Key>${rest}</Contents>`,
    ),
    '</ListBucketResult>',
  ].join('');
}

function formEncoded(key: string): string {
  return new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
