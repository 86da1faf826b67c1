import { problemKinds, type ProblemCode } from '../http/problem.js';
import type { Exchange } from './operation.js';
import { problemType } from './schemas.js';

/** The answer with a problem, to a request whose id is `example-1`. */
export function problemAnswer(code: ProblemCode, instance: string, members: object): Exchange['answer'] {
  const { status, title } = problemKinds[code];
  const body = { type: `/problems/${code}`, title, status, instance, requestId: 'example-1', ...members };
  return { status, type: problemType, body };
}
