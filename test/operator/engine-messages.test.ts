import * as fs from 'node:fs';
import * as path from 'node:path';
import { shortagesIn } from '../../cli/explain/quota';
import { JOBSET } from '../../operator/engines/jobset';
import { judgeWaiting } from '../../operator/queueing';
import { readWorkload } from '../../lib/observed/workload';
import { jobSet, queued, workload } from '../builders/jobset';
import { messagesFile, type Told } from '../support/engine-messages';

/** What the engines of the table's versions really said, read by the operator and by `ds explain`. */
const told = (engine: 'kueue' | 'jobset'): Record<string, Told> => JSON.parse(fs.readFileSync(messagesFile(engine), 'utf8')) as Record<string, Told>;

const KUEUE = told('kueue');

function judged(name: string, active = true): string {
  const run = JOBSET.read(queued());
  const evicted = KUEUE[name]?.type === 'Evicted';
  const conditions = [KUEUE[name], ...(evicted ? [{ type: 'QuotaReserved', status: 'False', reason: 'Pending', message: KUEUE[name]?.message }] : [])];
  return judgeWaiting(run as NonNullable<typeof run>, readWorkload(workload(conditions as never[], { active }))).reason;
}

test('there is one file for each engine, of the version that the table has', () => {
  expect(fs.readdirSync(path.join(__dirname, 'messages')).sort()).toEqual([messagesFile('jobset'), messagesFile('kueue')].map((file) => path.basename(file)).sort());
});

test.each([
  ['less than is unused', 'WaitingForQuota', true],
  ['more than the queue can ever give', 'OverCapacity', true],
  ['a queue that is not there', 'Inadmissible', true],
  ['a queue that is stopped', 'Inadmissible', true],
  ['pods that are not ready in time', 'PodsReadyTimeout', true],
  ['pods that are never ready', 'RequeuingLimitExceeded', false],
  ['a job of higher priority', 'Preempted', true],
])('Kueue asked for %s: %s', (name, reason, active) => {
  expect(judged(name, active)).toBe(reason);
});

test('what lacks is read out of what Kueue says', () => {
  expect(shortagesIn(KUEUE['less than is unused']?.message ?? '')).toEqual([{ resource: 'cpu', flavor: 'plain', missing: '250m' }]);
  expect(shortagesIn(KUEUE['more than the queue can ever give']?.message ?? '')).toEqual([{ resource: 'cpu', flavor: 'plain', missing: undefined }]);
});

test('JobSet names the Job that failed first', () => {
  const failed = JOBSET.read(jobSet({ conditions: [told('jobset')['a job that fails'] as never] }));
  expect(failed?.end).toMatchObject({ failed: true, firstFailed: 'failing-main-0', late: false });
});
