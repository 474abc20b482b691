import type { Catalog } from '../lib/catalog/spec';
import { withPins } from '../lib/datasets/resolve';
import type { FieldError } from '../lib/errors';
import { PlatformError } from '../lib/errors';
import { isLasting } from '../lib/jobs/children';
import { compileJob, validateJob } from '../lib/jobs/job';
import { jobKind } from '../lib/jobs/registry';
import type { KubeObject, KubeObjectOf } from '../lib/k8s/object';
import { object } from '../lib/observed/read';
import { datasetsOf } from './datasets';
import { readerOf } from './engines/readers';
import { claimNames, existing } from './observed';
import type { SyncRequest } from './request';

/** What a job's spec and the catalog ask for: its native objects, or everything that is wrong. */
export type Compiled = { readonly errors: readonly FieldError[] } | { readonly objects: readonly KubeObject[] };

/** The native objects of a job as the operator makes them; only the lasting ones while it is suspended. */
export function compiled(request: SyncRequest, catalog: Catalog): Compiled {
  try {
    const invalid = request.parent.spec.datasets === undefined ? [] : validateJob(request.parent, catalog);
    const datasets = invalid.length > 0 ? { errors: invalid } : datasetsOf(request);
    return 'errors' in datasets ? datasets : { objects: compileJob(withPins(request.parent, datasets.pins), catalog, { claims: claimNames(request.related) }).map(withoutTimeToLive) };
  } catch (error) {
    if (error instanceof PlatformError) {
      return { errors: error.errors };
    }
    throw error;
  }
}

/** The object that an engine runs: the first that has a reader. */
export function engineObject(objects: readonly KubeObject[]): KubeObject | undefined {
  return objects.find((made) => readerOf(made) !== undefined);
}

/** What exists of the job and lasts as long as the job itself. */
export function lasting({ parent, children }: SyncRequest): KubeObject[] {
  const kind = jobKind(parent.kind);
  return kind === undefined ? [] : existing(children).filter((child) => isLasting(kind, child));
}

/**
 * Objects that exist, and those of the wanted that do not. Of those that exist the name is enough: the operator never
 * changes an object that is there.
 */
export function withMissing(there: readonly KubeObject[], wanted: readonly KubeObject[]): KubeObject[] {
  return [...there, ...wanted.filter((made) => !there.some((child) => child.kind === made.kind && child.metadata.name === made.metadata.name))];
}

/** Everything that exists of a job that runs, and what of its lasting objects, and of those that its pods mount, somebody deleted. A catalog that has changed breaks nothing. */
export function whileRunning(request: SyncRequest, catalog: Catalog): KubeObject[] {
  const there = existing(request.children);
  const { kind, spec } = request.parent;
  const needed = jobKind(kind)?.children.filter((child) => child.lasting === true || child.mounted?.(spec) === true) ?? [];
  if (needed.length === 0) {
    return there;
  }
  const made = compiled(request, catalog);
  const objects = 'errors' in made ? [] : made.objects.filter((one) => needed.some((child) => child.kind === one.kind && child.apiVersion === one.apiVersion));
  return withMissing(there, objects);
}

/** An object that removed itself might do so before its end was seen, and the job would run again: the operator removes it instead. */
function withoutTimeToLive(made: KubeObject): KubeObject {
  const field = readerOf(made)?.timeToLive;
  if (field === undefined) {
    return made;
  }
  const { [field]: _, ...spec } = object((made as KubeObjectOf<object>).spec);
  return { ...made, spec } as KubeObject;
}
