import { count, list, object, text } from '../../observed/read';
import type { BestTrial, TrialCounts } from '../common/status';
import type { Report } from '../kind';

/** Parameters of the best trial that its sentence names; the status has all. */
const NAMED = 4;

/** Texts, which stay as they are, and figures that are not finite. */
const TEXT_OR_FIGURE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** What the study's last words tell: the summary that its program writes. */
export function readSummary(message: string): Report | undefined {
  const summary = object(parsed(message));
  const trials = readCounts(summary.trials);
  if (trials === undefined) return undefined;
  const best = readBest(summary.bestTrial);
  return reportOf(trials, best, text(summary.message));
}

/** What Katib tells of an Experiment. @see https://github.com/kubeflow/katib/blob/master/pkg/apis/controller/experiments/v1beta1/experiment_types.go */
export function readExperimentStatus(value: unknown, objective: string | undefined): Report {
  const status = object(value);
  const number = (name: string): number => count(status[name]) ?? 0;
  const trials = {
    succeeded: number('trialsSucceeded'),
    failed: number('trialsFailed') + number('trialsKilled') + number('trialMetricsUnavailable'),
    pruned: number('trialsEarlyStopped'),
    running: number('trialsRunning') + number('trialsPending'),
  };
  return reportOf(trials, readOptimal(object(status.currentOptimalTrial), objective), undefined);
}

function reportOf(trials: TrialCounts, bestTrial: BestTrial | undefined, message: string | undefined): Report {
  return { status: { ...(bestTrial && { bestTrial }), trials }, message: message ?? (bestTrial === undefined ? '' : sentence(bestTrial)) };
}

function sentence({ name, value, parameters }: BestTrial): string {
  const all = Object.entries(parameters);
  const named = all.slice(0, NAMED).map((pair) => pair.join('='));
  return `Best: ${value} in trial ${name}${named.length > 0 ? `, with ${named.join(' ')}${all.length > NAMED ? ' …' : ''}` : ''}.`;
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

function readOptimal(optimal: Readonly<Record<string, unknown>>, objective: string | undefined): BestTrial | undefined {
  const name = text(optimal.bestTrialName);
  const measured = list(object(optimal.observation).metrics).map(object).map((metric) => [String(metric.name), Number(metric.latest)] as const);
  const value = measured.find(([metric]) => metric === objective)?.[1];
  if (name === undefined || value === undefined || !Number.isFinite(value)) return undefined;
  const others = measured.filter(([metric, number]) => metric !== objective && Number.isFinite(number));
  const assignments = list(optimal.parameterAssignments).map(object).map((assignment) => [String(assignment.name), assignment.value] as const);
  return { name, value, parameters: texts(assignments), ...(others.length > 0 && { metrics: Object.fromEntries(others) }) };
}

function texts(pairs: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
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
