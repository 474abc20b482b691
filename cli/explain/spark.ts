import { object, text, time, type JsonObject } from '../../lib/observed/read';

/** What runs a job of Spark. */
export const SPARK_APPLICATION = 'SparkApplication';

/** Label of all pods of an attempt, which Spark's operator calls a submission. */
const SUBMISSION = 'sparkoperator.k8s.io/submission-id';

const ROLE = 'spark-role';

/** The pods of the present attempt: those of the submission that the application names. Where it could not be read, of the latest that has a driver. */
export function ofPresentSubmission(pods: readonly JsonObject[], application: JsonObject | undefined): JsonObject[] {
  const present = application === undefined ? latest(pods) : (text(object(application.status).submissionID) ?? '');
  return pods.filter((pod) => label(pod, SUBMISSION) === present);
}

function latest(pods: readonly JsonObject[]): string | undefined {
  const drivers = pods.filter((pod) => label(pod, ROLE) === 'driver');
  const [newest] = [...(drivers.length > 0 ? drivers : pods)].sort((one, other) => (created(one) > created(other) ? -1 : 1));
  return newest && label(newest, SUBMISSION);
}

function label({ metadata }: JsonObject, key: string): string | undefined {
  return text(object(object(metadata).labels)[key]);
}

function created({ metadata }: JsonObject): string {
  return time(object(metadata).creationTimestamp) ?? '';
}
