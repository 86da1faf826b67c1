import type { Budget } from './budget.js';
import type { Summary } from './statistics.js';
import type { Workshop } from './workshop.js';

/** One line of the table of results. */
export interface Row {
  /** What is measured. */
  readonly what: string;
  /** What it is measured against; absent where a figure stands for itself. */
  readonly against?: string;
  /** The unit of `subject` and `opponent`. */
  readonly unit: string;
  readonly subject: Summary;
  readonly opponent?: Summary;
  /** What the budget speaks of: the ratio of subject to opponent, or the subject itself. */
  readonly figure: Summary;
  readonly figureUnit: string;
  readonly budget?: Budget;
}

/** How a cost grows: points of one line of a plot. */
interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** A plot of growth. */
export interface Plot {
  /** The name of its file, without the end. */
  readonly file: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly isLogarithmicX?: boolean;
  readonly series: readonly Series[];
}

/** What a benchmark found. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly plots?: readonly Plot[];
}

/** Something that can be measured by itself: `npm run bench -- <name>`. */
export interface Benchmark {
  readonly name: string;
  /** Whether it takes too long to be run with the others, and runs only where it is named. */
  readonly isSeparate?: boolean;
  run(workshop: Workshop): Promise<Findings>;
}
