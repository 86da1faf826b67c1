/** What a figure must reach, and what it should. */
export interface Budget {
  /** Whether figures must be at most as large, or at least. */
  readonly kind: 'at-most' | 'at-least';
  readonly budget: number;
  readonly aim: number;
}

/** A figure that is the better the smaller it is. */
export function atMost(budget: number, aim: number): Budget {
  return { kind: 'at-most', budget, aim };
}

/** A figure that is the better the larger it is. */
export function atLeast(budget: number, aim: number): Budget {
  return { kind: 'at-least', budget, aim };
}

/** How far a figure comes. */
export type Verdict = 'aim' | 'budget' | 'missed';

/** Whether a figure reaches its aim, its budget alone, or neither. */
export function judge(figure: number, { kind, budget, aim }: Budget): Verdict {
  const reaches = (bound: number): boolean => (kind === 'at-most' ? figure <= bound : figure >= bound);
  if (reaches(aim)) return 'aim';
  return reaches(budget) ? 'budget' : 'missed';
}
