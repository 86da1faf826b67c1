import type { Row } from './benchmark.js';
import type { Budget } from './budget.js';
import type { Measured } from './interleave.js';
import { summarise, summariseRatios } from './statistics.js';

/** What a row says beside what was measured. */
interface RowTexts {
  readonly what: string;
  readonly unit: string;
  readonly budget?: Budget;
}

/** A row about the ratio of one side to another. @param names of subject and opponent */
export function ratioRow(
  measured: Measured,
  names: readonly [subject: string, opponent: string],
  { against, ...texts }: RowTexts & { readonly against: string },
): Row {
  const [subject, opponent] = names.map((name) => measured[name] ?? []) as [readonly number[], readonly number[]];
  return {
    ...texts,
    against,
    subject: summarise(subject),
    opponent: summarise(opponent),
    figure: summariseRatios(subject, opponent),
    figureUnit: 'x',
  };
}

/** A row about a figure that stands for itself. */
export function figureRow(values: readonly number[], texts: RowTexts): Row {
  const summary = summarise(values);
  return { ...texts, subject: summary, figure: summary, figureUnit: texts.unit };
}
