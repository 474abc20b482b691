import type { IConstruct } from 'constructs';

/** One part of a summary. */
export interface SummarySection {
  /** A table for people; ends with a line break. */
  readonly text: string;
  /** What will not work as it is described, a sentence each. */
  readonly problems: readonly string[];
}

/** Tells one thing about a construct tree. */
export type Summarise = (constructs: readonly IConstruct[]) => SummarySection;
