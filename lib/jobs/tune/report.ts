import { count, object, text } from '../../observed/read';
import { reportOf, texts } from '../common/report';
import type { BestTrial, TrialCounts } from '../common/status';
import type { Report } from '../kind';

/** Texts, which stay as they are, and figures that are not finite. */
const TEXT_OR_FIGURE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** What the study's termination message tells: the summary that its program writes. */
export function readSummary(message: string): Report | undefined {
  const summary = object(parsed(message));
  const trials = readCounts(summary.trials);
  if (trials === undefined) return undefined;
  const best = readBest(summary.bestTrial);
  return reportOf(trials, best, text(summary.message));
}

function readCounts(value: unknown): TrialCounts | undefined {
  const { succeeded, failed, pruned, withoutResult, running } = object(value);
  const counts = { succeeded: count(succeeded), failed: count(failed), pruned: count(pruned), running: count(running) };
  const nothing = count(withoutResult) ?? 0;
  return Object.values(counts).includes(undefined) ? undefined : { ...(counts as TrialCounts), ...(nothing > 0 && { withoutResult: nothing }) };
}

function readBest(value: unknown): BestTrial | undefined {
  const best = object(value);
  const name = text(best.name);
  if (name === undefined || !finite(best.value)) return undefined;
  const metrics = Object.entries(object(best.metrics)).filter((pair): pair is [string, number] => finite(pair[1]));
  return { name, value: best.value, parameters: texts(Object.entries(object(best.parameters))), ...(metrics.length > 0 && { metrics: Object.fromEntries(metrics) }) };
}

/** JSON, and where Python wrote figures that JSON has no numbers for, null in their place. */
function parsed(message: string): unknown {
  try {
    return JSON.parse(message.replace(TEXT_OR_FIGURE, (found) => (found.startsWith('"') ? found : 'null')));
  } catch {
    return undefined;
  }
}

function finite(value: unknown): value is number {
  return Number.isFinite(value);
}
