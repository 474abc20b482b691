import type { KeptObject } from '../../../operator/cluster/cache';
import { afterOthers, afterPod, afterRun, afterWorkload, PACE } from '../../../operator/loop/pace';
import { DISPLACED, HAS_ENDED, RUNNING } from '../../../operator/loop/watched';

const one = (state?: string): KeptObject => ({ uid: 'u', namespace: 'n', name: 'a', version: '1', controller: undefined, job: 'j', deleting: false, state, json: '{}' });
const change = (before: string | undefined, after: string | undefined) => ({ before: one(before), after: one(after), own: false });
const [waits, runs] = [one(), one(RUNNING)];

test('the end of a run, and that a pod goes with its node, are looked at in moments, whatever the job does', () => {
  for (const job of [waits, runs]) {
    expect(afterRun(change(undefined, HAS_ENDED), job)).toBe(PACE.urgent);
    // The pod may be gone in a second, and its run would then count as failed by itself.
    expect(afterPod(change(undefined, DISPLACED), job)).toBe(PACE.urgent);
  }
});

test('what goes on as before is gathered', () => {
  expect([afterRun, afterPod, afterOthers].map((pace) => pace(change(undefined, undefined), waits))).toEqual([PACE.others, PACE.others, PACE.others]);
  expect([afterRun, afterPod, afterOthers].map((pace) => pace(change(undefined, undefined), runs))).toEqual([PACE.running, PACE.running, PACE.running]);
  expect(afterPod(change(DISPLACED, DISPLACED), waits)).toBe(PACE.others);
});

test('a queue that says of itself the same in other words is heard later than one that says something else', () => {
  expect(afterWorkload(change('Pending', 'Pending'), waits)).toBe(PACE.stillWaiting);
  expect(afterWorkload(change('Pending', 'Inadmissible'), waits)).toBe(PACE.others);
  expect(afterWorkload(change('Pending', undefined), waits)).toBe(PACE.others);
  expect(afterWorkload({ before: undefined, after: one('Pending'), own: false }, waits)).toBe(PACE.others);
});
