import type { Report } from '../lib/jobs/kind';
import { jobKind } from '../lib/jobs/registry';
import { type ObservedPod, selectPods } from '../lib/observed/pods';
import { list, object, text, type JsonObject } from '../lib/observed/read';
import { type ObservedWorkload, readWorkload, workloadOf } from '../lib/observed/workload';
import type { ObservedRun } from './engines/engine';
import { ENGINE_READERS } from './engines/readers';
import type { ObjectsByKind, SyncRequest } from './request';

const WORKLOADS = 'Workload.kueue.x-k8s.io/';
const PODS = 'Pod.v1';
const CLAIMS = 'PersistentVolumeClaim.v1';

/** What runs the job: the object that the status names, else the first by kind and name. */
export function findRun(children: ObjectsByKind, uid: string | undefined): ObservedRun | undefined {
  const runs = ENGINE_READERS.flatMap((reader) =>
    objectsOf(children, `${reader.kind}.${reader.group}/`)
      .map((found) => reader.read(found))
      .filter((run) => run !== undefined)
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  );
  return runs.find((run) => run.uid === uid) ?? runs[0];
}

/** The Workload that queues the run. */
export function findWorkload(related: ObjectsByKind, { uid }: ObservedRun): ObservedWorkload | undefined {
  const workload = workloadOf(objectsOf(related, WORKLOADS), uid);
  return workload && readWorkload(workload);
}

/** Whether there is a Workload of an object of that kind and name. */
export function hasWorkload(related: ObjectsByKind, owner: { readonly kind: string; readonly name: string }): boolean {
  return objectsOf(related, WORKLOADS)
    .flatMap((workload) => list(object(workload.metadata).ownerReferences).map(object))
    .some(({ kind, name }) => kind === owner.kind && name === owner.name);
}

/** Whether there is a pod of that name, of whichever run. */
export function hasPod(related: ObjectsByKind, name: string): boolean {
  return objectsOf(related, PODS).some((pod) => text(object(pod.metadata).name) === name);
}

/** The pods of the run's present attempt. */
export function findPods(related: ObjectsByKind, { pods }: ObservedRun): ObservedPod[] {
  return selectPods(objectsOf(related, PODS), pods);
}

/** What a job has found out: as its engine's object tells, else as its pods said at their end. */
export function findReport({ parent, related }: SyncRequest, run: ObservedRun): Report | undefined {
  const told = jobKind(parent.kind)?.terminationReport;
  if (run.report !== undefined || told === undefined) {
    return run.report;
  }
  const pods = findPods(related, run).filter(({ group }) => group.endsWith(`-${told.group}`));
  const said = pods.flatMap(({ containers }) => containers.flatMap(({ init, ended }) => (init || ended === undefined ? [] : [ended.message])));
  return said.map((message) => told.read(message)).find((report) => report !== undefined);
}

/** Names of the claims that earlier jobs of the name have left; one that is being deleted is no longer there. */
export function claimNames(related: ObjectsByKind): string[] {
  return objectsOf(related, CLAIMS).flatMap(({ metadata }) => {
    const { name, deletionTimestamp } = object(metadata);
    return deletionTimestamp === undefined ? (text(name) ?? []) : [];
  });
}

/** An object that exists, as far as it must be told from others. */
export interface Existing {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The objects that exist, by name alone. */
export function existing(children: ObjectsByKind): Existing[] {
  return objectsOf(children, '').flatMap((child) => {
    const [apiVersion, kind, name] = [text(child.apiVersion), text(child.kind), text(object(child.metadata).name)];
    return apiVersion === undefined || kind === undefined || name === undefined ? [] : [{ apiVersion, kind, metadata: { name } }];
  });
}

/** All objects of the kinds whose key begins with the prefix, in the order of their names. */
export function objectsOf(objects: ObjectsByKind, prefix: string): JsonObject[] {
  return Object.keys(objects)
    .filter((key) => key.startsWith(prefix))
    .sort()
    .flatMap((key) => {
      const byName = object(objects[key]);
      return Object.keys(byName)
        .sort()
        .map((name) => object(byName[name]));
    });
}
