import { describe, expect, test } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from './certificate.js';
import { StubTable } from './stub-table.js';

const item = (pk: string, text: string) => ({ pk: { S: pk }, sk: { S: 'EVENT' }, text: { S: text } });

describe('a table that keeps what it is given', () => {
  test('takes a conditional write where the key is absent, and gives back what is there where it is not', () => {
    const table = new StubTable();
    const put = (text: string) =>
      table.answer('PutItem', {
        Item: item('a', text),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
    expect(put('first').status).toBe(200);
    expect(put('second')).toMatchObject({ status: 400, body: { Item: item('a', 'first') } });
    expect(table.item('a', 'EVENT')).toEqual(item('a', 'first'));
  });

  test('takes insertions one by one, and names the duplicates', () => {
    const table = new StubTable();
    const insert = (pk: string, text: string) => ({
      Statement: `INSERT INTO "t" VALUE {'pk': ?, 'sk': ?, 'text': ?}`,
      Parameters: [{ S: pk }, { S: 'EVENT' }, { S: text }],
    });
    const Statements = [insert('a', 'first'), insert('a', 'second'), insert('b', 'third')];
    const { body } = table.answer('BatchExecuteStatement', { Statements });
    expect(body).toEqual({ Responses: [{}, { Error: expect.objectContaining({ Code: 'DuplicateItem' }) }, {}] });
    expect([table.size, table.item('a', 'EVENT')]).toEqual([2, item('a', 'first')]);
  });

  test('finds what it has, by one key and by many', () => {
    const table = new StubTable();
    table.answer('PutItem', { Item: item('a', 'first') });
    const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'EVENT' } });
    expect(table.answer('GetItem', { Key: key('a') }).body).toEqual({ Item: item('a', 'first') });
    expect(table.answer('GetItem', { Key: key('b') }).body).toEqual({});
    const RequestItems = { t: { Keys: [key('a'), key('b')] } };
    expect(table.answer('BatchGetItem', { RequestItems }).body).toMatchObject({
      Responses: { t: [item('a', 'first')] },
    });
  });

  test.each(['Query', 'DeleteItem'])('does not take what it would not keep for done: %s', (operation) => {
    expect(() => new StubTable().answer(operation, {})).toThrow(`no ${operation}`);
  });
});

describe('a certificate that was made here', () => {
  const certificate = makeCertificate();

  test('is of this machine, valid now, and signed by its own key', () => {
    const parsed = new X509Certificate(certificate.cert);
    expect([parsed.checkHost('localhost'), parsed.checkIP('127.0.0.1')]).toEqual(['localhost', '127.0.0.1']);
    expect(parsed.validFromDate.getTime()).toBeLessThan(Date.now());
    expect(parsed.validToDate.getTime()).toBeGreaterThan(Date.now());
    expect(parsed.verify(parsed.publicKey)).toBe(true);
  });

  test('is trusted by a client that is given it', async () => {
    const server = createServer(certificate, (_request, response) => response.end('safe')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const asking = request({ host: '127.0.0.1', port, ca: certificate.cert, agent: false }).end();
    const [response] = (await once(asking, 'response')) as [NodeJS.ReadableStream];
    const [body] = (await once(response, 'data')) as [Buffer];
    expect(body.toString()).toBe('safe');
    server.close();
  });
});
