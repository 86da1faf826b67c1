import { describe, expect, test } from '@jest/globals';
import { readBearer, readKey } from './credentials.js';

const given = (text: string) => ({ code: 'given', text });

describe('the credentials of a request', () => {
  test.each([
    ['Bearer abc.def-_~+/==', given('abc.def-_~+/==')],
    ['bearer  abc', given('abc')],
    [undefined, { code: 'missing' }],
    ['', { code: 'missing' }],
    ['Bearer', { code: 'malformed' }],
    ['Bearer a b', { code: 'malformed' }],
    ['Basic YTpi', { code: 'malformed' }],
    ['abc', { code: 'malformed' }],
    ['Bearer a, Bearer b', { code: 'malformed' }],
  ])('are read from Authorization: %s', (authorization, credentials) => {
    expect(readBearer({ authorization })).toEqual(credentials);
    expect(readKey({ authorization })).toEqual(credentials);
  });

  test.each([
    [{ 'x-api-key': ' abc ' }, given('abc')],
    [{ 'x-api-key': '' }, { code: 'missing' }],
    [{ 'x-api-key': 'annals_a', authorization: 'Bearer annals_a' }, given('annals_a')],
    [{ 'x-api-key': 'annals_a', authorization: 'Bearer annals_b' }, { code: 'malformed' }],
    [{ 'x-api-key': 'of the gateway', authorization: 'Bearer annals_b' }, given('annals_b')],
    [{ 'x-api-key': 'abc', authorization: 'Basic YTpi' }, { code: 'malformed' }],
    [{ 'x-api-key': ['abc', 'def'] }, given('abc, def')],
  ])('are read from X-Api-Key, which says the same as Authorization: %j', (headers, credentials) => {
    expect(readKey(headers)).toEqual(credentials);
  });
});
