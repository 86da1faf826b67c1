import { compareUtf8 } from '@annals/domain';

/** A key and what two lists have of it; one has it at least. */
export interface Joined<L, R> {
  readonly key: string;
  readonly left?: L;
  readonly right?: R;
}

/** Joins two lists that are in the order of their keys' UTF-8 bytes, each of which has a key once. */
export async function* joinByKey<L extends { readonly key: string }, R extends { readonly key: string }>(
  lefts: AsyncIterator<L, undefined> | Iterator<L, undefined>,
  rights: AsyncIterator<R, undefined> | Iterator<R, undefined>,
): AsyncGenerator<Joined<L, R>, undefined> {
  let left = await lefts.next();
  let right = await rights.next();
  while (left.done !== true || right.done !== true) {
    const order = left.done === true ? 1 : right.done === true ? -1 : compareUtf8(left.value.key, right.value.key);
    if (order < 0) yield { key: left.value!.key, left: left.value! };
    else if (order > 0) yield { key: right.value!.key, right: right.value! };
    else yield { key: left.value!.key, left: left.value!, right: right.value! };
    if (order <= 0) left = await lefts.next();
    if (order >= 0) right = await rights.next();
  }
  return undefined;
}
