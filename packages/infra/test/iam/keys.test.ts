import { describe, expect, it } from '@jest/globals';
import { policyOf, rolesOf } from './deployed-policies.js';
import type { Request } from './policy.js';
import { account } from './resolve.js';
import { simulate } from './simulator.js';

const production = { profile: 'production' };

/** What becomes of a use of a key by a function, through a service or, where none is named, directly. */
function use(keyId: string, name: string, action: string, through?: string) {
  const { arn, policies } = rolesOf(production).get(name)!;
  const key = policyOf(production, 'AWS::KMS::Key', keyId);
  const resource = `arn:aws:kms:us-west-2:${account}:key/${keyId}`;
  const context: Request['context'] =
    through === undefined ? {} : { 'kms:ViaService': `${through}.us-west-2.amazonaws.com` };
  return simulate({ identity: policies, resource: [key] }, { caller: { arn }, action, resource, context });
}

const management = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CreateGrant', 'kms:DisableKey'];

describe('the key of objects', () => {
  const key = 'ObjectsKeyA8315C4B';

  it.each(['kms:Decrypt', 'kms:GenerateDataKey'])('serves the API through S3 for %s, and not directly', (action) => {
    expect(use(key, 'api', action, 's3')).toBe('allowed');
    expect(use(key, 'api', action, 'sqs')).toBe('implicitly denied');
    expect(use(key, 'api', action)).toBe('implicitly denied');
  });

  it('serves the lister for nothing: keys of objects are not encrypted with it', () => {
    expect(use(key, 'bucket-lister', 'kms:Decrypt', 's3')).toBe('implicitly denied');
    expect(use(key, 'bucket-lister', 'kms:GenerateDataKey', 's3')).toBe('implicitly denied');
  });

  it('is nobody’s to manage among them', () => {
    for (const action of management) expect(use(key, 'api', action, 's3')).toBe('implicitly denied');
  });
});

describe('the key of the table', () => {
  const key = 'TableKeyF581D96F';
  const functions = ['api', 'object-notifications', 'queued-events', 'reconciliation'];
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
  const wanted = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];

  it.each(functions)('serves the function %s for all that DynamoDB asks, and not directly', (name) => {
    for (const action of wanted.map((each) => `kms:${each}`)) {
      expect(use(key, name, action, 'dynamodb')).toBe('allowed');
      expect(use(key, name, action, 's3')).toBe('implicitly denied');
      expect(use(key, name, action)).toBe('implicitly denied');
    }
  });

  it('is nobody’s to manage among them, and nothing to the lister', () => {
    for (const name of functions)
      for (const action of management) expect(use(key, name, action, 'dynamodb')).toBe('implicitly denied');
    expect(use(key, 'bucket-lister', 'kms:Decrypt', 'dynamodb')).toBe('implicitly denied');
  });
});
