import type { CursorPage, Result } from '@annals/domain';
import type { ListPage } from '../http/list-lines.js';
import { badParameter } from '../http/query.js';

/** A page as it is sent. Throws the 400 `Problem` of a cursor that is none of its list. */
export function pageOf<T>(page: Result<CursorPage<T>, string>, present: (item: T) => string): ListPage {
  if (!page.ok) throw badParameter('cursor', page.error);
  const { items, nextCursor } = page.value;
  return { items: items.map(present), nextCursor };
}
