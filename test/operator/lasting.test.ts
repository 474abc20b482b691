import type { Catalog } from '../../lib/catalog/spec';
import type { JobStatus } from '../../lib/jobs/common/status';
import { readRequest, type SyncRequest } from '../../operator/request';
import { sync } from '../../operator/sync';
import { register, WORKBENCH } from '../builders/kinds';
import { completed, jobSet, queued, workload } from '../builders/jobset';
import { related } from '../builders/pods';
import { CATALOG, EMPTY_CATALOG, NOW } from './request';

/** Objects that last as long as the job does, beside those that are there while it runs. */

register(WORKBENCH);

const PLATFORM: Catalog = { ...CATALOG, runtimes: { 'python-3': { image: 'registry.test/python:3', language: 'python', version: '3' } }, engines: ['spark'] };
const VOLUME = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'news' } };
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'news' } };
const STARTED = named(jobSet());

interface Parts {
  readonly spec?: object;
  readonly status?: object;
  readonly there?: readonly object[];
  readonly related?: object;
}

function request({ spec, status, there = [], related: others = {} }: Parts): SyncRequest {
  const children: Record<string, Record<string, object>> = {};
  for (const object of there as (typeof VOLUME)[]) {
    children[`${object.kind}.${object.apiVersion}`] = { [object.metadata.name]: object };
  }
  const metadata = { name: 'news', namespace: 's-mlplatform', uid: 'uid-of-the-job', creationTimestamp: '2026-01-01T10:00:00Z' };
  return readRequest({
    parent: { apiVersion: 'ds.bloomberg.com/v1', kind: 'Workbench', metadata, spec: { framework: 'python-3', size: 'CpuSmall', module: 'a', ...spec }, status },
    children,
    related: others,
  });
}

function named(made: Record<string, unknown>): object {
  return { ...made, metadata: { ...(made.metadata as object), name: 'news-py' } };
}

function kinds(of: SyncRequest, catalog: Catalog = PLATFORM): string[] {
  return sync(of, catalog, NOW).children.map(({ kind }) => kind);
}

test('all are made with the job', () => {
  expect(kinds(request({}))).toEqual(['JobSet', 'PersistentVolumeClaim', 'Service']);
});

test('what lasts is made although the job is suspended, and stays when it is suspended later', () => {
  expect(kinds(request({ spec: { suspend: true } }))).toEqual(['PersistentVolumeClaim']);
  expect(kinds(request({ spec: { suspend: true }, there: [STARTED, VOLUME, SERVICE] }))).toEqual(['PersistentVolumeClaim']);
});

test('what lasts stays when the job becomes invalid, or waits for its queue', () => {
  const invalid = sync(request({ there: [VOLUME] }), EMPTY_CATALOG, NOW);
  expect([invalid.status.phase, invalid.children]).toEqual(['Invalid', [VOLUME]]);
  const owner = { ...workload([]), metadata: { name: 'jobset-news-py-1a2b3', ownerReferences: [{ kind: 'JobSet', name: 'news-py', uid: 'gone' }] } };
  expect(kinds(request({ there: [VOLUME], related: related([], [owner]) }))).toEqual(['PersistentVolumeClaim']);
});

test('what lasts is made again when somebody deletes it while the job is there', () => {
  expect(kinds(request({ there: [STARTED, SERVICE] }))).toEqual(['JobSet', 'Service', 'PersistentVolumeClaim']);
  expect(kinds(request({ there: [named(queued())] }))).toEqual(['JobSet', 'PersistentVolumeClaim']);
  expect(kinds(request({ there: [STARTED] }), EMPTY_CATALOG)).toEqual(['JobSet']);
});

test('what lasts outlives the end and the time to live after it', () => {
  const there = [named(completed()), VOLUME, SERVICE];
  const ended = sync(request({ there }), PLATFORM, NOW);
  expect([ended.status.phase, ended.children.map(({ kind }) => kind)]).toEqual(['Succeeded', ['JobSet', 'PersistentVolumeClaim', 'Service']]);
  const status: JobStatus = { phase: 'Succeeded', completionTime: '2026-01-01T11:00:00Z' };
  expect(kinds(request({ there, status, spec: { ttlSecondsAfterFinished: 60 } }))).toEqual(['PersistentVolumeClaim']);
  expect(sync(request({ there: [VOLUME], status, spec: { ttlSecondsAfterFinished: 60 } }), PLATFORM, NOW)).toEqual({ status, children: [VOLUME] });
});

test('a job that needs an engine which the platform lacks is invalid, and the message says what to do', () => {
  const { status, children } = sync(request({}), { ...PLATFORM, engines: [] }, NOW);
  expect(children).toEqual([]);
  expect(status).toMatchObject({
    phase: 'Invalid',
    message:
      'kind: needs the engine spark, which this platform does not have (given "Workbench"). Engines of the platform: none. Allowed: what these run. Ask the platform team to install spark and to add it to engines of the catalog.',
  });
});
