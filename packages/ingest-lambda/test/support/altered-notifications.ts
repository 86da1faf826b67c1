import { fixture, fixtureBucket } from './fixtures.js';

/** Members of a JSON object. */
type Members = Record<string, unknown>;

/** A record with its members and those of its object replaced; `undefined` takes one away. */
export function record(
  members: Members,
  objectMembers: Members = {},
  bucket: Members = { name: fixtureBucket },
): unknown {
  const { Records: records } = fixture('s3/object-created-put') as { Records: [{ s3: { object: Members } }] };
  const [{ s3, ...rest }] = records;
  return {
    ...rest,
    s3: { ...s3, bucket, object: { ...s3.object, ...objectMembers } },
    ...members,
  };
}

/** A notification in EventBridge's form with its members and those of its detail replaced. */
export function bridge(members: Members, detail: Members = {}): unknown {
  const base = fixture('event-bridge/object-created-put') as { detail: Members };
  return { ...base, detail: { ...base.detail, ...detail }, ...members };
}
