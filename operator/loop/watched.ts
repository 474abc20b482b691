import { API_GROUP, API_VERSION, LABELS } from '../../lib/api';
import type { Catalog } from '../../lib/catalog/spec';
import { DATASET } from '../../lib/datasets/definition';
import { childResources } from '../../lib/jobs/children';
import type { JobKind } from '../../lib/jobs/kind';
import { JOB_KINDS } from '../../lib/jobs/registry';
import { conditionOf, readConditions } from '../../lib/observed/conditions';
import { keptMetadata, object, text, type JsonObject } from '../../lib/observed/read';
import { keepPod } from '../../lib/observed/pods';
import { keepWorkload } from '../../lib/observed/workload';
import type { WatchedResource } from '../cluster/resource';
import type { ObservedRun } from '../engines/engine';
import { readerOf } from '../engines/readers';

const OURS = `${API_GROUP}/${API_VERSION}`;

/** Whatever belongs to a job says so by its label. */
const OF_A_JOB = LABELS.jobName;

/** Label selector of Kueue's Workloads of jobs: Kueue copies the label where `integrations.labelKeysToCopy` lists it. */
export const WORKLOADS: WatchedResource = { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'Workload', plural: 'workloads', selector: OF_A_JOB, keep: keepWorkload, stateOf: workloadState };

export const PODS: WatchedResource = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', selector: OF_A_JOB, keep: keepPod, stateOf: podState };

export const CLAIMS: WatchedResource = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', selector: OF_A_JOB };

export const DATASETS: WatchedResource = { apiVersion: OURS, kind: DATASET.kind, plural: DATASET.plural, keep: ({ apiVersion, kind, metadata, spec }) => ({ apiVersion, kind, metadata: keptMetadata(object(metadata)), spec }) };

/** The jobs of a kind. */
export function jobsOf(kind: JobKind): WatchedResource {
  return { apiVersion: OURS, kind: kind.kind, plural: kind.plural, keep: (job) => keepJob(job, kind), stateOf: jobState };
}

/** The kinds of native objects that jobs are made of, on a platform with such a catalog. */
export function ownedResources(catalog: Catalog): WatchedResource[] {
  const resources = JOB_KINDS.flatMap((kind) => childResources(kind, catalog)).map(({ apiVersion, kind, resource }): WatchedResource => {
    const reader = readerOf({ apiVersion, kind });
    return { apiVersion, kind, plural: resource, selector: OF_A_JOB, ...(reader && { keep: reader.keep, stateOf: (run: JsonObject) => runState(reader.read(run)) }) };
  });
  return [...new Map(resources.map((resource) => [`${resource.apiVersion}/${resource.plural}`, resource])).values()];
}

/** State of a job, or of a run, that has ended. */
export const HAS_ENDED = 'ended';

/** State of a job that another catalog may have judged otherwise. */
export const UNSETTLED = 'unsettled';

/** State of a job whose pods run. */
export const RUNNING = 'running';

/** State of a pod that goes with its place on a node: it may be gone in a second, and nothing else tells of it. */
export const DISPLACED = 'displaced';

const END_PHASES = new Set<unknown>(['Succeeded', 'Failed']);

const UNSETTLED_PHASES = new Set<unknown>([undefined, 'Invalid', 'Pending']);

function jobState({ status }: JsonObject): string | undefined {
  const phase = text(object(status).phase);
  if (END_PHASES.has(phase)) return HAS_ENDED;
  if (UNSETTLED_PHASES.has(phase)) return UNSETTLED;
  return phase === 'Running' ? RUNNING : undefined;
}

function runState(run: ObservedRun | undefined): string | undefined {
  return run?.end === undefined ? undefined : HAS_ENDED;
}

function podState({ status }: JsonObject): string | undefined {
  return conditionOf(readConditions(status), 'DisruptionTarget') === undefined ? undefined : DISPLACED;
}

/** Why a Workload has no quota, in Kueue's word. */
function workloadState(workload: JsonObject): string | undefined {
  return conditionOf(readConditions(workload.status), 'QuotaReserved', 'False')?.reason;
}

/** Of a job that has ended, all that is ever asked again is when its objects are to be removed; of the others, everything but what the API server keeps for itself. */
function keepJob(job: JsonObject, { startsAgain }: JobKind): JsonObject {
  const { apiVersion, kind } = job;
  const [metadata, spec, status] = [object(job.metadata), object(job.spec), object(job.status)];
  if (startsAgain !== true && END_PHASES.has(status.phase)) {
    const { phase, completionTime, engine } = status;
    return { apiVersion, kind, metadata: keptMetadata(metadata), spec: { ttlSecondsAfterFinished: spec.ttlSecondsAfterFinished }, status: { phase, completionTime, engine } };
  }
  const { managedFields: _m, resourceVersion: _r, annotations, ...rest } = metadata;
  const { 'kubectl.kubernetes.io/last-applied-configuration': _l, ...written } = object(annotations);
  return { apiVersion, kind, metadata: { ...rest, ...(Object.keys(written).length === 0 ? {} : { annotations: written }) }, spec: job.spec, status: job.status };
}
