import { describe, expect, test } from '@jest/globals';
import { keysUsage, readKeysRequest } from './keys-request.js';

const day = 86_400_000;

describe('what is typed after npm run keys --', () => {
  test.each([
    [
      ['create', '--owner', 'a team', '--scopes', 'events:read,operations'],
      { action: 'create', owner: 'a team', scopes: ['events:read', 'operations'] },
    ],
    [
      ['create', '--scopes=events:write', '--expires=90d', '--owner=x'],
      { action: 'create', owner: 'x', scopes: ['events:write'], lastsMs: 90 * day },
    ],
    [
      ['create', '--owner', 'x', '--scopes', 'events:write', '--expires', '3650d'],
      { action: 'create', owner: 'x', scopes: ['events:write'], lastsMs: 3650 * day },
    ],
    [
      ['create', '--owner', 'x', '--scopes', 'events:write', '--expires', '12h'],
      { action: 'create', owner: 'x', scopes: ['events:write'], lastsMs: day / 2 },
    ],
    [['list'], { action: 'list' }],
    [['revoke', 'Abcdefgh_-345678'], { action: 'revoke', keyId: 'Abcdefgh_-345678' }],
    [['revoke', '--', '-bcdefgh_-345678'], { action: 'revoke', keyId: '-bcdefgh_-345678' }],
  ])('is understood: %j', (typed, request) => {
    expect(readKeysRequest(typed)).toEqual({ ok: true, value: request });
  });

  test.each([
    [[]],
    [['destroy']],
    [['create', 'something', '--owner', 'x', '--scopes', 'events:read']],
    [['create', '--owner', 'x', '--scopes', 'events:read', '--secret', 'mine']],
    [['create', '--owner']],
    [['list', 'all']],
    [['list', '--owner', 'x']],
    [['revoke']],
    [['revoke', 'Abcdefgh_-345678', 'Abcdefgh_-345679']],
  ])('is answered with how it is called: %j', (typed) => {
    expect(readKeysRequest(typed)).toEqual({ ok: false, error: [keysUsage] });
  });

  test('gets a line for each fault', () => {
    expect(readKeysRequest(['create', '--expires', 'soon'])).toEqual({
      ok: false,
      error: [
        '--owner is required: whose key it is, such as a team or a service',
        '--scopes is required: some of events:read,events:write,objects:read,objects:write,operations',
        '--expires must be a time such as 90d, 12h or 30m, of at most 3650d',
      ],
    });
    expect(readKeysRequest(['create', '--owner', 'x', '--scopes', 'events:read,admin,all'])).toEqual({
      ok: false,
      error: ['admin', 'all'].map((name) => expect.stringMatching(new RegExp(`^${name} is no scope: known are `))),
    });
  });

  test.each(['0d', '-1d', '90', '1.5d', '90 d', '3651d', '9999999h', '90D'])('has no expiry such as %s', (expires) => {
    const read = readKeysRequest(['create', '--owner', 'x', '--scopes', 'events:read', `--expires=${expires}`]);
    expect(read).toEqual({ ok: false, error: [expect.stringMatching(/^--expires must be a time/)] });
  });

  test.each(['short', 'annals_Abcdefgh_-345678', 'Abcdefgh_-345678.secret'])(
    'has no id of a key such as %s',
    (keyId) => {
      expect(readKeysRequest(['revoke', keyId])).toEqual({
        ok: false,
        error: [expect.stringMatching(/^KEY-ID must be/)],
      });
    },
  );
});
