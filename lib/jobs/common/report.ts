import type { Report } from '../kind';
import type { BestTrial, TrialCounts } from './status';

/** Parameters of the best trial that its sentence names; the status has all. */
const NAMED = 4;

/** What a search for parameters has found. @param message in place of the sentence about the best trial */
export function reportOf(trials: TrialCounts, bestTrial: BestTrial | undefined, message: string | undefined): Report {
  return { status: { ...(bestTrial && { bestTrial }), trials }, message: message ?? (bestTrial === undefined ? '' : sentence(bestTrial)) };
}

function sentence({ name, value, parameters }: BestTrial): string {
  const all = Object.entries(parameters);
  const named = all.slice(0, NAMED).map((pair) => pair.join('='));
  return `Best: ${value} in trial ${name}${named.length > 0 ? `, with ${named.join(' ')}${all.length > NAMED ? ' …' : ''}` : ''}.`;
}

/** The pairs whose values are texts. */
export function texts(pairs: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
