import { describe, expect, it } from '@jest/globals';
import type { Policy, Request, Statement } from './policy.js';
import { simulate } from './simulator.js';

const role = 'arn:aws:iam::111122223333:role/reader';
const object = 'arn:aws:s3:::bucket/a/b';

const allow = (statement: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  ...(statement.NotAction === undefined && { Action: 's3:GetObject' }),
  ...(statement.NotResource === undefined && { Resource: object }),
  ...statement,
});
const deny = (statement: Partial<Statement>): Statement => allow({ Effect: 'Deny', ...statement });

const ask = (identity: readonly Statement[], request: Partial<Request> = {}, resource: readonly Statement[] = []) =>
  simulate(
    { identity: [{ Statement: identity }], resource: [{ Statement: resource }] satisfies Policy[] },
    { caller: { arn: role }, action: 's3:GetObject', resource: object, ...request },
  );

describe('the policy simulator', () => {
  it('denies what nobody allows', () => expect(ask([])).toBe('implicitly denied'));

  it('allows what one statement of several allows', () =>
    expect(ask([allow({ Action: 's3:PutObject' }), allow({})])).toBe('allowed'));

  it('lets one statement that denies outweigh every one that allows, in whichever order', () => {
    expect(ask([deny({}), allow({})])).toBe('explicitly denied');
    expect(ask([allow({}), deny({})])).toBe('explicitly denied');
  });

  it.each([
    ['s3:GetObject', true],
    ['S3:getobject', true],
    ['s3:Get*', true],
    ['s3:*', true],
    ['*', true],
    ['s3:GetObjec?', true],
    ['s3:GetObject?', false],
    ['s3:Put*', false],
    ['s3:GetObjectVersion', false],
    ['dynamodb:*', false],
    ['s3.GetObject', false],
  ])('reads the action %s', (Action, allowed) =>
    expect(ask([allow({ Action })])).toBe(allowed ? 'allowed' : 'implicitly denied'),
  );

  it.each([
    [object, true],
    ['arn:aws:s3:::bucket/*', true],
    ['*', true],
    ['arn:aws:s3:::buck?t/a/b', true],
    ['arn:aws:s3:::bucket', false],
    ['arn:aws:s3:::BUCKET/*', false],
    ['arn:aws:s3:::bucket2/*', false],
    ['arn:aws:s3:::bucket/a', false],
  ])('reads the resource %s', (Resource, allowed) =>
    expect(ask([allow({ Resource })])).toBe(allowed ? 'allowed' : 'implicitly denied'),
  );

  it('reads lists of actions and of resources', () => {
    const statement = allow({ Action: ['s3:PutObject', 's3:GetObject'], Resource: ['arn:aws:s3:::other/*', object] });
    expect(ask([statement])).toBe('allowed');
    expect(ask([statement], { resource: 'arn:aws:s3:::third/a' })).toBe('implicitly denied');
  });

  it('reads NotAction as everything else', () => {
    expect(ask([allow({ NotAction: 's3:Put*' })])).toBe('allowed');
    expect(ask([allow({ NotAction: ['s3:Put*', 's3:Get*'] })])).toBe('implicitly denied');
    expect(ask([allow({}), deny({ NotAction: 's3:GetObject' })])).toBe('allowed');
    expect(ask([allow({}), deny({ NotAction: 's3:ListBucket' })])).toBe('explicitly denied');
  });

  it('reads NotResource as everywhere else', () => {
    expect(ask([allow({ NotResource: 'arn:aws:s3:::other/*' })])).toBe('allowed');
    expect(ask([allow({ NotResource: 'arn:aws:s3:::bucket/*' })])).toBe('implicitly denied');
    expect(ask([allow({}), deny({ NotResource: object })])).toBe('allowed');
    expect(ask([allow({}), deny({ NotResource: 'arn:aws:s3:::other/*' })])).toBe('explicitly denied');
  });

  it('refuses to judge a statement that is about nothing, or about everything twice', () => {
    expect(() => ask([{ Effect: 'Allow', Resource: '*' }])).toThrow('either');
    expect(() => ask([allow({ NotResource: '*', Resource: '*' })])).toThrow('either');
  });
});

describe('the conditions of the simulator', () => {
  const holds = (Condition: NonNullable<Statement['Condition']>, context: Request['context'] = {}) =>
    ask([allow({ Condition })], { context }) === 'allowed';

  it.each<[string, string, string, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', 'a', 'a', false],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringLike', 'a*', 'ab', true],
    ['StringLike', 'a.', 'ab', false],
    ['StringNotLike', 'a*', 'ab', false],
    ['Bool', 'true', 'True', true],
    ['Bool', 'true', 'false', false],
    ['NumericLessThan', '1.2', '1.1', true],
    ['NumericLessThan', '1.2', '1.2', false],
    ['NumericLessThanEquals', '1.2', '1.2', true],
    ['NumericGreaterThan', '1', '2', true],
    ['NumericGreaterThanEquals', '2', '2', true],
    ['NumericEquals', '2', '2.0', true],
    ['NumericNotEquals', '2', '2', false],
    ['ArnEquals', 'arn:aws:sqs:*:1:q', 'arn:aws:sqs:eu-west-1:1:q', true],
    ['ArnLike', 'arn:aws:sqs:*:q', 'arn:aws:sqs:eu-west-1:1:q', false],
    ['ArnLike', 'arn:aws:iam::1:role/*', 'arn:aws:iam::1:role/a/b:c', true],
    ['ArnNotLike', 'arn:aws:iam::1:role/*', 'arn:aws:iam::1:role/a', false],
    ['ArnNotLike', 'arn:aws:iam::1:role/*', 'arn:aws:iam::1:user/a', true],
  ])('%s %s of %s is %s', (operator, wanted, actual, expected) =>
    expect(holds({ [operator]: { 'aws:Key': wanted } }, { 'AWS:key': actual })).toBe(expected),
  );

  it('want one value of a list, every key, and every operator', () => {
    const condition = { StringEquals: { a: ['1', '2'], b: '3' }, Bool: { c: true } };
    expect(holds(condition, { a: '2', b: '3', c: 'true' })).toBe(true);
    expect(holds(condition, { a: '2', b: '4', c: 'true' })).toBe(false);
    expect(holds(condition, { a: '2', b: '3', c: 'false' })).toBe(false);
  });

  it('do not hold of a missing key, unless they say so or exclude', () => {
    expect(holds({ StringEquals: { a: '1' } })).toBe(false);
    expect(holds({ StringEqualsIfExists: { a: '1' } })).toBe(true);
    expect(holds({ BoolIfExists: { a: 'true' } }, { a: 'false' })).toBe(false);
    expect(holds({ StringNotEquals: { a: '1' } })).toBe(true);
    expect(holds({ Null: { a: 'true' } })).toBe(true);
    expect(holds({ Null: { a: 'false' } })).toBe(false);
    expect(holds({ Null: { a: 'false' } }, { a: '1' })).toBe(true);
  });

  it('of several values want any of them, or all', () => {
    expect(holds({ 'ForAnyValue:StringEquals': { a: ['1'] } }, { a: ['1', '2'] })).toBe(true);
    expect(holds({ 'ForAllValues:StringEquals': { a: ['1'] } }, { a: ['1', '2'] })).toBe(false);
    expect(holds({ 'ForAllValues:StringEquals': { a: ['1', '2'] } }, { a: ['1', '2'] })).toBe(true);
    expect(holds({ 'ForAllValues:StringEquals': { a: ['1'] } })).toBe(true);
    expect(holds({ 'ForAnyValue:StringEquals': { a: ['1'] } })).toBe(false);
    expect(holds({ 'ForAnyValue:StringNotEquals': { a: ['1'] } })).toBe(false);
    expect(holds({ 'ForAnyValue:StringNotEquals': { a: ['1'] } }, { a: ['1', '2'] })).toBe(true);
    expect(holds({ 'ForAllValues:StringNotEquals': { a: ['1', '2'] } }, { a: ['1', '3'] })).toBe(false);
    expect(() => holds({ StringEquals: { a: '1' } }, { a: ['1', '2'] })).toThrow('ForAnyValue');
  });

  it('are not guessed at: what the simulator does not know, it refuses', () => {
    expect(() => holds({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })).toThrow('IpAddress');
    expect(() => holds({ StringEquals: { 's3:prefix': '${aws:username}/' } })).toThrow('policy variables');
    expect(() => ask([deny({ Resource: 'arn:aws:s3:::bucket/${aws:username}/*' })])).toThrow('policy variables');
  });
});

describe('the simulator of policies of resources', () => {
  const caller = { arn: role };
  const root = 'arn:aws:iam::111122223333:root';

  it('allows whom they name, though nothing of the caller does', () => {
    expect(ask([], {}, [allow({ Principal: { AWS: role } })])).toBe('allowed');
    expect(ask([], {}, [allow({ Principal: '*' })])).toBe('allowed');
    expect(ask([], {}, [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } })])).toBe(
      'implicitly denied',
    );
  });

  it('denies whom they name, though everything of the caller allows', () => {
    expect(ask([allow({ Action: '*', Resource: '*' })], {}, [deny({ Principal: { AWS: '*' } })])).toBe(
      'explicitly denied',
    );
    expect(ask([allow({})], {}, [deny({ Principal: { AWS: root } })])).toBe('explicitly denied');
    expect(ask([allow({})], {}, [deny({ Principal: { Service: 's3.amazonaws.com' } })])).toBe('allowed');
  });

  it('takes an account that is allowed as one whose own policies say who', () => {
    expect(ask([], {}, [allow({ Principal: { AWS: root } })])).toBe('implicitly denied');
    expect(ask([allow({})], {}, [allow({ Principal: { AWS: '111122223333' } })])).toBe('allowed');
  });

  it('lets the policy of a key decide whether the policies of the account decide', () => {
    const request = { caller, action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/k' };
    const own = allow({ Action: 'kms:*', Resource: '*' });
    expect(ask([own], request)).toBe('implicitly denied');
    expect(ask([own], request, [allow({ Action: 'kms:*', Resource: '*', Principal: { AWS: root } })])).toBe('allowed');
    expect(ask([], request, [allow({ Action: 'kms:*', Resource: '*', Principal: { AWS: root } })])).toBe(
      'implicitly denied',
    );
    expect(ask([], request, [allow({ Action: 'kms:*', Resource: '*', Principal: { AWS: role } })])).toBe('allowed');
  });

  it('wants both kinds of policy where the caller is of another account', () => {
    const foreign: Partial<Request> = {
      caller: { arn: 'arn:aws:iam::444455556666:role/reader' },
      owner: '111122223333',
    };
    const everybody = allow({ Principal: '*' });
    expect(ask([allow({})], foreign)).toBe('implicitly denied');
    expect(ask([], foreign, [everybody])).toBe('implicitly denied');
    expect(ask([allow({})], foreign, [everybody])).toBe('allowed');
    expect(ask([allow({})], foreign, [allow({ Principal: { AWS: '444455556666' } })])).toBe('allowed');
    expect(ask([allow({})], foreign, [allow({ Principal: { AWS: root } })])).toBe('implicitly denied');
    expect(ask([allow({})], foreign, [everybody, deny({ Principal: '*' })])).toBe('explicitly denied');
  });

  it('sees of whom a resource is by its ARN, where that says so', () => {
    const key = 'arn:aws:kms:eu-west-1:444455556666:key/k';
    const own = allow({ Action: 'kms:*', Resource: '*' });
    const request = { caller, action: 'kms:Decrypt', resource: key };
    const letting = (AWS: string) => [allow({ Action: 'kms:*', Resource: '*', Principal: { AWS } })];
    expect(ask([], request, letting(role))).toBe('implicitly denied');
    expect(ask([own], request, letting(role))).toBe('allowed');
    expect(ask([own], request, letting(root))).toBe('allowed');
    expect(ask([own], request, letting('arn:aws:iam::444455556666:root'))).toBe('implicitly denied');
  });

  it('tells services from people', () => {
    const service = { service: 's3.amazonaws.com' };
    const others = deny({ Principal: '*', Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } });
    const named = allow({ Principal: { Service: 's3.amazonaws.com' } });
    expect(ask([], { caller: service }, [others, named])).toBe('allowed');
    expect(ask([], { caller: { service: 'sns.amazonaws.com' } }, [named])).toBe('implicitly denied');
    expect(ask([allow({})], {}, [others])).toBe('explicitly denied');
  });

  it('does not judge by NotPrincipal', () =>
    expect(() => ask([], {}, [allow({ NotPrincipal: { AWS: role } })])).toThrow('Principal alone'));
});
