import type { PodLayout } from '../../lib/jobs/kind';
import { object, text, time, type JsonObject } from '../../lib/observed/read';

type Attempt = PodLayout['attempt'];

/** The pods of the present attempt, as the object tells that runs the job. Where it could not be read, of the latest that has a leader. */
export function ofPresentAttempt(pods: readonly JsonObject[], attempt: Attempt, run: JsonObject | undefined): JsonObject[] {
  const present = run === undefined ? latest(pods, attempt) : (attempt.present(run) ?? '');
  return pods.filter((pod) => label(pod, attempt.label) === present);
}

function latest(pods: readonly JsonObject[], { label: key, leader }: Attempt): string | undefined {
  const leaders = pods.filter((pod) => label(pod, leader.label) === leader.value);
  const [newest] = [...(leaders.length > 0 ? leaders : pods)].sort((one, other) => (created(one) > created(other) ? -1 : 1));
  return newest && label(newest, key);
}

function label({ metadata }: JsonObject, key: string): string | undefined {
  return text(object(object(metadata).labels)[key]);
}

function created({ metadata }: JsonObject): string {
  return time(object(metadata).creationTimestamp) ?? '';
}
