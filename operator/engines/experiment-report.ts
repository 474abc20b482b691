import { reportOf, texts } from '../../lib/jobs/common/report';
import type { BestTrial } from '../../lib/jobs/common/status';
import type { Report } from '../../lib/jobs/kind';
import { count, list, object, text } from '../../lib/observed/read';

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

function readOptimal(optimal: Readonly<Record<string, unknown>>, objective: string | undefined): BestTrial | undefined {
  const name = text(optimal.bestTrialName);
  const measured = list(object(optimal.observation).metrics).map(object).map((metric) => [String(metric.name), Number(metric.latest)] as const);
  const value = measured.find(([metric]) => metric === objective)?.[1];
  if (name === undefined || value === undefined || !Number.isFinite(value)) return undefined;
  const others = measured.filter(([metric, number]) => metric !== objective && Number.isFinite(number));
  const assignments = list(optimal.parameterAssignments).map(object).map((assignment) => [String(assignment.name), assignment.value] as const);
  return { name, value, parameters: texts(assignments), ...(others.length > 0 && { metrics: Object.fromEntries(others) }) };
}
