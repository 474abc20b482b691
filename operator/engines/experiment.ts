import { conditionOf, readConditions } from '../../lib/observed/conditions';
import { object, text, time, type JsonObject } from '../../lib/observed/read';
import type { EngineReader, ObservedRun } from './engine';
import { readExperimentStatus } from './experiment-report';
import { keepMetadata, readIdentity } from './identity';

/** Reads Katib's Experiment. @see https://github.com/kubeflow/katib/blob/master/pkg/apis/controller/experiments/v1beta1/experiment_types.go */
export const EXPERIMENT: EngineReader = { kind: 'Experiment', group: 'kubeflow.org', timeToLive: 'ttlSecondsAfterFinished', keep: keepExperiment, read: readExperiment };

function keepExperiment({ apiVersion, kind, metadata, spec, status }: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: keepMetadata(object(metadata)), spec: { objective: object(spec).objective }, status };
}

function readExperiment(value: JsonObject): ObservedRun | undefined {
  const identity = readIdentity(value);
  if (identity === undefined) {
    return undefined;
  }
  const status = object(value.status);
  const conditions = readConditions(status);
  const failed = conditionOf(conditions, 'Failed');
  const ended = failed ?? conditionOf(conditions, 'Succeeded');
  const report = readExperimentStatus(status, text(object(object(value.spec).objective).objectiveMetricName));
  return {
    ...identity,
    kind: EXPERIMENT.kind,
    // Its trials are jobs of ours, and each of them is queued.
    queue: undefined,
    suspended: false,
    suspendedSince: undefined,
    started: time(status.startTime) ?? identity.created,
    restarts: 0,
    active: Object.values(report.status.trials ?? {}).some((count) => count > 0),
    end: ended && { failed: failed !== undefined, reason: ended.reason, message: ended.message, since: ended.since, late: false, firstFailed: undefined },
    // The pods are those of the trials, which tell of them.
    pods: { labels: { 'katib.kubeflow.org/experiment': identity.name } },
    report,
  };
}
