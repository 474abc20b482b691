import type { JobStatus } from '../lib/jobs/common/status';
import { object, text, time, type JsonObject } from '../lib/observed/read';
import { readJobConditions, settleConditions } from './conditions';

const MESSAGE = 'The operator cannot judge this job: to do so failed or took too long. What runs of it is left as it is. The operator\'s log says why; if the job is unusual in size or form, make it plainer and submit it again.';

/** The status of a job that sync could not judge: what it was before, with a word on it. */
export function faultStatus(job: JsonObject, now: Date): JobStatus {
  const before = object(job.status) as JobStatus;
  const initially = time(object(job.metadata).creationTimestamp);
  const [accepted] = settleConditions([{ type: 'Accepted', status: 'False', reason: 'CannotBeJudged', message: MESSAGE, initially }], readJobConditions(before), now);
  const others = readJobConditions(before).filter(({ type }) => type !== 'Accepted');
  return { ...before, phase: text(before.phase) === undefined ? 'Invalid' : before.phase, message: MESSAGE, conditions: [...(accepted === undefined ? [] : [accepted]), ...others] };
}
