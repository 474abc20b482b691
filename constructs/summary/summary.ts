import type { IConstruct } from 'constructs';
import { exposureSection } from './exposure';
import { jobsSection } from './jobs';
import { layersTable } from './layers';
import { poolsSection } from './pools';
import type { Summarise } from './section';

/** What a construct tree would run where. */
export interface PlatformSummary {
  /** A table for people. */
  readonly text: string;
  /** What will not work as it is described, a sentence each: a job that its tenant's quota can never admit, a quota that no node can serve. */
  readonly problems: readonly string[];
}

/** In the order in which they are written, below the layers. */
const SECTIONS: readonly Summarise[] = [jobsSection, poolsSection, exposureSection];

/**
 * Tells what a construct tree holds: the objects of each layer, what the jobs ask for, where they would run and whether they can, what of the
 * GPUs has been given to whom, and what is exposed to whom.
 */
export function summarise(root: IConstruct): PlatformSummary {
  const sections = SECTIONS.map((section) => section(root.node.findAll()));
  return { text: [layersTable(root), ...sections.map(({ text }) => text)].join('\n'), problems: sections.flatMap(({ problems }) => problems) };
}
