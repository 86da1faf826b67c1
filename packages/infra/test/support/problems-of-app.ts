import { readFileSync } from 'node:fs';

/** A kind of problem that the app answers. */
export interface ProblemOfApp {
  readonly status: number;
  readonly title: string;
}

const source = readFileSync(new URL('../../../api-nest/src/http/problem.ts', import.meta.url), 'utf8');
const kind = /^ {2}'?([a-z-]+)'?: \{ status: (\d{3}), title: '([^']+)' \},$/gm;

/** Every kind of problem that the app answers, by its code, as its source has them: infrastructure knows the app by its files alone. */
export const problemsOfApp: ReadonlyMap<string, ProblemOfApp> = new Map(
  [...source.matchAll(kind)].map(([, code, status, title]) => [code!, { status: Number(status), title: title! }]),
);
