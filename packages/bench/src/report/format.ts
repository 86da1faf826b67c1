import type { Row } from '../harness/benchmark.js';
import { judge } from '../harness/budget.js';

/** A number for people: three figures that matter, thousands apart. */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2);
}

/** The cells of a row: what, against, subject, opponent, figure, spread, budget, aim, verdict. */
export function cellsOf(row: Row): readonly string[] {
  const { subject, opponent, figure, budget, unit, figureUnit } = row;
  const bound = (value: number): string => `${budget?.kind === 'at-most' ? '≤' : '≥'} ${formatNumber(value)}`;
  return [
    row.what,
    row.against ?? '',
    `${formatNumber(subject.median)} ${unit}`,
    opponent === undefined ? '' : `${formatNumber(opponent.median)} ${unit}`,
    `${formatNumber(figure.median)}${figureUnit === 'x' ? 'x' : ` ${figureUnit}`}`,
    figure.count === 1 ? '' : `${formatNumber(figure.q1)} to ${formatNumber(figure.q3)}`,
    budget === undefined ? '' : bound(budget.budget),
    budget === undefined ? '' : bound(budget.aim),
    budget === undefined ? '' : verdicts[judge(figure.median, budget)],
  ];
}

const verdicts = { aim: 'aim reached', budget: 'in budget', missed: 'missed' } as const;

/** The heads of the columns of `cellsOf`. */
export const heads = ['what', 'against', 'Annals', 'the other', 'figure', 'quartiles', 'budget', 'aim', ''] as const;
