import type { PodSelection } from '../../lib/observed/pods';
import { count, object, text, time, type JsonObject } from '../../lib/observed/read';
import type { EngineReader, ObservedRun, ObservedRunEnd } from './engine';
import { keepMetadata, readIdentity, readQueue } from './identity';

/** Reads a SparkApplication. @see https://github.com/kubeflow/spark-operator/blob/v2.5.2/api/v1beta2/sparkapplication_types.go */
export const SPARK_APPLICATION: EngineReader = {
  kind: 'SparkApplication',
  group: 'sparkoperator.k8s.io',
  timeToLive: 'timeToLiveSeconds',
  // Executors that are lost Spark replaces by itself.
  vitalPod: { group: 'driver', nameOf: (application) => `${application}-driver` },
  keep: keepSparkApplication,
  read: readSparkApplication,
};

/** States in which its pods are gone or go, because somebody (Kueue) asked for it. */
const HELD = new Set(['SUSPENDING', 'SUSPENDED']);

/** States in which the driver has run. `FAILING` and `SUCCEEDING` are not the end: it may be tried again. */
const ACTIVE = new Set(['RUNNING', 'SUCCEEDING', 'FAILING', 'COMPLETED', 'FAILED']);

/** Without the state of each executor, which changes all the time. */
function keepSparkApplication({ apiVersion, kind, metadata, spec, status }: JsonObject): JsonObject {
  const { applicationState, lastSubmissionAttemptTime, executionAttempts, terminationTime, submissionID } = object(status);
  return {
    apiVersion,
    kind,
    metadata: keepMetadata(object(metadata)),
    spec: { suspend: object(spec).suspend },
    status: { applicationState, lastSubmissionAttemptTime, executionAttempts, terminationTime, submissionID },
  };
}

function readSparkApplication(value: JsonObject): ObservedRun | undefined {
  const identity = readIdentity(value);
  if (identity === undefined) {
    return undefined;
  }
  const status = object(value.status);
  const state = text(object(status.applicationState).state) ?? '';
  const suspended = object(value.spec).suspend === true || HELD.has(state);
  return {
    ...identity,
    kind: SPARK_APPLICATION.kind,
    queue: readQueue(value),
    suspended,
    suspendedSince: undefined,
    started: suspended ? undefined : (time(status.lastSubmissionAttemptTime) ?? identity.created),
    restarts: Math.max(0, (count(status.executionAttempts) ?? 0) - 1),
    active: ACTIVE.has(state),
    end: readEnd(status, state),
    pods: podsOf(status),
  };
}

function readEnd(status: JsonObject, state: string): ObservedRunEnd | undefined {
  if (state !== 'COMPLETED' && state !== 'FAILED') {
    return undefined;
  }
  return {
    failed: state === 'FAILED',
    reason: state === 'FAILED' ? 'ApplicationFailed' : 'Completed',
    message: text(object(status.applicationState).errorMessage) ?? '',
    since: time(status.terminationTime),
    late: false,
    // An executor that failed before was replaced; what ends the application is the driver.
    firstFailed: 'driver',
  };
}

/** Each submission has an id of its own; without one there are no pods yet. */
function podsOf(status: JsonObject): PodSelection {
  return { labels: { 'sparkoperator.k8s.io/submission-id': text(status.submissionID) ?? 'none' }, group: 'spark-role' };
}
