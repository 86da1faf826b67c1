import { membersOf, readJson, readNativeEvent, recordEvent, type EventDraft, type JsonSlice } from '@annals/domain';
import { InMemoryEventRepository, newYear2026Micros, sha256 } from '@annals/domain/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shapeFaults } from './native-event.shape.js';
import { nativeDraft } from './read-event.js';

const names = ['id', 'source', 'type', 'subject', 'time', 'expiresAt', 'dataContentType', 'dataSchema', 'extensions'];
const members = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...names, 'payload', 'payloadText', 'payloadBase64'),
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'then', 'more'),
    fc.string(),
  ),
  fc.oneof(fc.jsonValue(), fc.constantFrom('text', '/', '2025-01-01T00:00:00Z')),
  { noNullPrototype: false },
);
const whole = fc.tuple(members, fc.boolean()).map(([more, complete]) => ({
  ...(complete && { id: '1', type: 't', payload: 1 }),
  ...more,
}));

function slice(text: string) {
  const json = readJson(text);
  if (!json.ok) throw new Error('no JSON');
  return json.value;
}

const faultsOf = (json: JsonSlice) => shapeFaults(json, membersOf(json));

async function pointersOf(draft: EventDraft): Promise<readonly string[]> {
  const outcome = await recordEvent(draft, {
    repository: new InMemoryEventRepository(),
    clock: { nowMicros: () => newYear2026Micros },
    ids: { nextId: () => 'write' },
    sha256,
  });
  return outcome.code === 'invalid' ? outcome.faults.map(({ pointer }) => pointer).sort() : [];
}

describe('the shape of a native event', () => {
  it('refuses the same members as the domain, each once', async () => {
    await fc.assert(
      fc.asyncProperty(whole, async (event) => {
        const json = slice(JSON.stringify(event));
        expect(await pointersOf(nativeDraft(json))).toEqual([...new Set(await pointersOf(readNativeEvent(json)))]);
      }),
    );
  });

  it('names missing members, members of the wrong type and unknown ones', () => {
    const faults = faultsOf(slice('{"id":1,"source":null,"extensions":[],"more":1}'));
    expect(Object.fromEntries(faults.map(({ pointer, detail }) => [pointer, detail]))).toEqual({
      '#/id': 'must be a string',
      '#/source': 'must be a string',
      '#/type': 'is required',
      '#/extensions': 'must be an object',
      '#/more': 'is not a member of an event',
    });
  });

  it('says the same of the same shape again', () => {
    const sound = slice('{"id":"1","type":"t","payload":[]}');
    const wrong = slice('{"id":"1","type":true,"payload":[]}');
    for (let time = 0; time < 3; time++) {
      expect(faultsOf(sound)).toEqual([]);
      expect(faultsOf(wrong)).toHaveLength(1);
    }
  });
});
