import fc from 'fast-check';
import { keepPod } from '../../lib/observed/pods';
import { object, type JsonObject } from '../../lib/observed/read';
import { keepWorkload } from '../../lib/observed/workload';
import { JOBSET } from '../../operator/engines/jobset';
import { sync } from '../../operator/sync';
import { readRequest, type SyncRequest } from '../../operator/request';
import { children, condition, jobSet, workload } from '../builders/jobset';
import { ended, pod, related, waiting } from '../builders/pods';
import { CATALOG, EMPTY_CATALOG, NOW, request } from './request';

const WORKLOADS = 'Workload.kueue.x-k8s.io/v1beta2';

const time = fc.integer({ min: 0, max: 7200 }).map((seconds) => new Date(Date.parse('2026-01-01T10:00:00Z') + seconds * 1000).toISOString().replace('.000', ''));

const jobSets = fc
  .record({
    suspend: fc.boolean(),
    restarts: fc.nat(3),
    conditions: fc.array(
      fc
        .tuple(fc.constantFrom('Suspended', 'Completed', 'Failed', 'RestartingJobSet'), fc.constantFrom('True' as const, 'False' as const), time)
        .map(([type, status, at]) => condition(type, status, at, ['FailedJobs', 'jobset failed (first failed job: news-tf-worker-0)'])),
      { maxLength: 4 },
    ),
  })
  .map(jobSet);

const pods = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    index: fc.nat(2),
    attempt: fc.nat(2),
    deleting: fc.boolean(),
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed'),
    states: fc.record(
      {
        environment: fc.oneof(fc.nat(3).map((code) => ended(code, 'ERROR: no')), fc.constant(waiting('ImagePullBackOff', 'no'))),
        main: fc.oneof(fc.tuple(fc.constantFrom(0, 1, 137, 143), time).map(([code, at]) => ended(code, 'last words', at)), fc.constant({ running: {} })),
      },
      { requiredKeys: [] },
    ),
  }),
  { maxLength: 5 },
);

const workloads = fc.array(
  fc.array(
    fc
      .tuple(fc.constantFrom('QuotaReserved', 'Evicted', 'Admitted'), fc.constantFrom('True' as const, 'False' as const), fc.constantFrom('Pending', 'PodsReadyTimeout'), time)
      .map(([type, status, reason, at]) => condition(type, status, at, [reason, 'no'])),
    { maxLength: 3 },
  ).chain((conditions) => fc.option(fc.record({ count: fc.nat(3), requeueAt: time }, { requiredKeys: ['count'] }), { nil: undefined }).map((requeueState) => ({ conditions, ...(requeueState && { requeueState }) }))),
  { maxLength: 1 },
);

const statuses = fc.option(
  fc.record({
    phase: fc.constantFrom('Pending', 'Queued', 'Running', 'Suspended', 'Invalid', 'Succeeded', 'Failed'),
    completionTime: time,
    conditions: fc.array(
      fc.tuple(fc.constantFrom('Accepted', 'Admitted'), fc.constantFrom('True' as const, 'False' as const), time).map(([type, status, at]) => condition(type, status, at)),
      { maxLength: 2 },
    ),
  }),
  { nil: undefined },
);

const requests = fc
  .record({ observed: fc.option(jobSets, { nil: undefined }), pods, workloads, status: statuses, suspend: fc.boolean(), ttl: fc.option(fc.nat(9000), { nil: undefined }) })
  .map(({ observed, pods: some, workloads: others, status, suspend, ttl }) => {
    const seen = related(some.map(pod), others.map(({ conditions, ...status }) => workload(conditions, {}, status)));
    const spec = { suspend, ...(ttl === undefined ? {} : { ttlSecondsAfterFinished: ttl }) };
    return request({ spec, related: seen, ...(observed === undefined ? {} : { jobSet: observed }), ...(status === undefined ? {} : { status }) });
  });

function withStatus(of: SyncRequest, status: object): SyncRequest {
  return { ...of, parent: { ...of.parent, status } as SyncRequest['parent'] };
}

test('a status that was recorded is given again', () => {
  fc.assert(
    fc.property(requests, fc.constantFrom(CATALOG, EMPTY_CATALOG), (of, catalog) => {
      const first = sync(of, catalog, NOW);
      // Only what waits for the pods of a failure changes by itself.
      const later = first.status.message === 'Failed; the reason is being looked for.' ? NOW : new Date('2026-01-02T12:00:00Z');
      const second = sync(withStatus(of, { ...first.status, observedGeneration: 1 }), catalog, later);
      const { observedGeneration: _injected, ...status } = second.status;
      expect(status).toEqual(first.status);
    }),
    { numRuns: 500 },
  );
});

test('what was written is no reason to look again, unless the answer names a time', () => {
  fc.assert(
    fc.property(requests, fc.constantFrom(CATALOG, EMPTY_CATALOG), (of, catalog) => {
      const first = sync(of, catalog, NOW);
      fc.pre(first.resyncAfterSeconds === undefined);
      expect(sync(withStatus(of, first.status), catalog, NOW)).toEqual(first);
    }),
    { numRuns: 1000 },
  );
});

test('what is kept of objects is all that is read of them', () => {
  const kept = (objects: unknown, keep: (one: JsonObject) => JsonObject) => Object.fromEntries(Object.entries(object(objects)).map(([name, one]) => [name, JSON.parse(JSON.stringify(keep(object(one))))]));
  fc.assert(
    fc.property(requests, (of) => {
      const jobSets = 'JobSet.jobset.x-k8s.io/v1alpha2';
      const { 'Pod.v1': seen, [WORKLOADS]: queued } = of.related;
      const lean = { ...of, children: { ...of.children, [jobSets]: kept(of.children[jobSets], JOBSET.keep) }, related: { ...of.related, 'Pod.v1': kept(seen, keepPod), [WORKLOADS]: kept(queued, keepWorkload) } };
      expect(sync(lean, CATALOG, NOW)).toEqual(sync(of, CATALOG, NOW));
    }),
    { numRuns: 1000 },
  );
});

test('the same request has the same answer, and is left as it was', () => {
  fc.assert(
    fc.property(requests, (of) => {
      const before = JSON.stringify(of);
      expect(sync(of, CATALOG, NOW)).toEqual(sync(of, CATALOG, NOW));
      expect(JSON.stringify(of)).toBe(before);
    }),
  );
});

test('a JobSet that exists is kept, unless the job is suspended or has outlived its end', () => {
  fc.assert(
    fc.property(requests, fc.constantFrom(CATALOG, EMPTY_CATALOG), (of, catalog) => {
      const response = sync(of, catalog, NOW);
      const observed = Object.keys(of.children['JobSet.jobset.x-k8s.io/v1alpha2'] as object).length === 1;
      const { phase } = response.status;
      const outlived = (phase === 'Succeeded' || phase === 'Failed') && of.parent.spec.ttlSecondsAfterFinished !== undefined;
      if (observed && phase !== 'Suspended' && !outlived) {
        expect(response.children).toHaveLength(1);
      }
    }),
  );
});

test('nothing that others wrote makes it fail', () => {
  const anything = fc.jsonValue();
  const odd = fc.record({
    children: fc.oneof(anything, fc.record({ 'JobSet.jobset.x-k8s.io/v1alpha2': fc.oneof(anything, fc.dictionary(fc.string(), anything)) }), jobSets.map((one) => children(one))),
    related: fc.oneof(anything, fc.record({ 'Pod.v1': fc.dictionary(fc.string(), anything), 'Workload.kueue.x-k8s.io/v1beta2': fc.dictionary(fc.string(), anything) })),
    status: anything,
    spec: fc.oneof(anything, fc.record({ framework: anything, size: anything, module: anything, ttlSecondsAfterFinished: anything })),
  });
  fc.assert(
    fc.property(odd, ({ status, spec, ...objects }) => {
      const { parent } = request();
      const of = readRequest({ parent: { ...parent, spec, status }, ...objects });
      const response = sync(of, CATALOG, NOW);
      expect(JSON.parse(JSON.stringify(response))).toHaveProperty('status');
    }),
    { numRuns: 500 },
  );
});
