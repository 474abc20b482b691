import type { JobStatus } from '../../lib/jobs/common/status';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { JobSet } from '../../lib/jobs/common/jobset';
import { readRequest, type SyncRequest } from '../../operator/request';
import { sync } from '../../operator/sync';
import { completed, jobSet } from '../builders/jobset';
import { jupyterNotebook } from '../builders/jobs';
import { NOW } from './request';

/** Notebooks: jobs that may be started again when they have ended. */

const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'news-notebook' } };
const POLICY = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'news-notebook' } };
const DOORS = [SERVICE, POLICY];
const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'workspace-news-nb' } };

interface Parts {
  readonly suspend?: boolean;
  readonly status?: JobStatus;
  readonly there?: readonly object[];
  readonly claims?: readonly object[];
}

function request({ suspend = false, status, there = [], claims = [] }: Parts): SyncRequest {
  const notebook = jupyterNotebook({ suspend }, { namespace: 's-mlplatform' });
  const byKind = (objects: readonly object[]) =>
    Object.fromEntries((objects as (typeof SERVICE)[]).map((object) => [`${object.kind}.${object.apiVersion}`, { [object.metadata.name]: object }]));
  const metadata = { ...notebook.metadata, uid: 'uid-of-the-notebook', creationTimestamp: '2026-01-01T10:00:00Z' };
  return readRequest({ parent: { ...notebook, metadata, status }, children: byKind(there), related: byKind(claims) });
}

const answer = (parts: Parts) => sync(request(parts), DEFAULT_CATALOG, NOW);
const kinds = (parts: Parts) => answer(parts).children.map(({ kind }) => kind);
const running = jobSet();
const ended = completed();
const rested = answer({ there: [ended, ...DOORS] }).status;

test('one that runs says where it is', () => {
  expect(answer({ there: [jobSet({ parts: [{ ready: 1 }] }), ...DOORS] }).status).toMatchObject({ phase: 'Running', url: 'http://news-notebook.s-mlplatform.svc/' });
});

test('a good end is a rest: what ran goes, its name stays', () => {
  expect(rested).toMatchObject({ phase: 'Suspended', message: expect.stringMatching(/^Ended by itself after .*, and can be started again: suspend it, and resume it\.$/) });
  expect(rested.conditions?.at(-1)).toMatchObject({ type: 'Admitted', status: 'False', reason: 'Ended' });
  expect(rested).not.toHaveProperty('completionTime');
  expect(kinds({ status: rested, there: [ended, ...DOORS] })).toEqual(['NetworkPolicy', 'Service']);
});

test('what ran goes only when the status tells of its end: without either, it would be started again', () => {
  expect(kinds({ there: [ended, ...DOORS] })).toContain('JobSet');
  expect(answer({ there: [ended, ...DOORS] }).resyncAfterSeconds).toBe(0);
  expect(answer({ status: rested, there: [ended, ...DOORS] }).status).toEqual(rested);
});

test('it rests until somebody suspends and resumes it', () => {
  expect(answer({ status: rested, there: DOORS })).toMatchObject({ status: rested });
  expect(kinds({ status: rested, there: DOORS })).toEqual(['NetworkPolicy', 'Service']);
  const held = answer({ suspend: true, status: rested, there: DOORS });
  expect([held.status.phase, held.status.message]).toEqual(['Suspended', 'Suspended by spec.suspend.']);
  expect(kinds({ status: held.status, there: DOORS })).toContain('JobSet');
});

test('so does one that has failed; its pods stay until then', () => {
  const failed: JobStatus = { phase: 'Failed', message: 'Ran out of memory.', completionTime: '2026-01-01T11:00:00Z' };
  expect(answer({ status: failed, there: [running, ...DOORS] }).status).toEqual(failed);
  expect(kinds({ suspend: true, status: failed, there: [running, ...DOORS] })).toEqual(['NetworkPolicy', 'Service']);
});

test('it is told of the claims that are there, and mounts its own', () => {
  const made = (claims: object[]) => answer({ claims, there: DOORS }).children.find(({ kind }) => kind === 'JobSet') as JobSet;
  expect(made([]).spec.volumeClaimPolicies).toHaveLength(1);
  expect(made([CLAIM]).spec.volumeClaimPolicies).toBeUndefined();
  expect(made([{ ...CLAIM, metadata: { ...CLAIM.metadata, deletionTimestamp: '2026-01-01T10:00:00Z' } }]).spec.volumeClaimPolicies).toHaveLength(1);
});
