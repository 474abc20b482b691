import type { FieldError } from '../errors';
import type { DatasetReference } from '../jobs/common/spec';
import type { PinnedDataset } from '../jobs/common/status';
import type { Job } from '../jobs/kind';
import { nearest } from '../schema/nearest';
import type { DatasetSpec } from './spec';

/** The Datasets of a namespace, by name. */
export type Datasets = Readonly<Record<string, DatasetSpec>>;

/** The data that a job reads in the versions that hold now, or everything that is wrong. */
export type Resolution = { readonly errors: readonly FieldError[] } | { readonly pins: readonly PinnedDataset[] };

/** The Dataset that a reference names; none where it says itself where the data is. */
export function datasetOf({ name, dataset, uri, volume }: DatasetReference): string | undefined {
  return uri !== undefined || volume !== undefined ? undefined : (dataset ?? name);
}

/** Looks up what a job names. The job is valid. */
export function resolveDatasets(job: Job, known: Datasets): Resolution {
  const results = (job.spec.datasets ?? []).map((reference, index) => resolve(reference, known, `spec.datasets[${index}]`));
  const errors = results.filter((result) => 'reason' in result);
  return errors.length > 0 ? { errors } : { pins: results.filter((result): result is PinnedDataset => !('reason' in result)) };
}

function resolve(reference: DatasetReference, known: Datasets, path: string): PinnedDataset | FieldError {
  const name = datasetOf(reference);
  if (name === undefined) return reference;
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found === undefined) return { path: `${path}.${reference.dataset === undefined ? 'name' : 'dataset'}`, reason: unknown(name, Object.keys(known)) };
  if (reference.version !== undefined && reference.version !== found.version) {
    const reason = `Dataset ${name} is at another version (given ${JSON.stringify(reference.version)}). Allowed: ${JSON.stringify(found.version)}. Correct it, or leave it out.`;
    return { path: `${path}.version`, reason };
  }
  const { description: _, ...source } = found;
  return { name: reference.name, dataset: name, ...source };
}

function unknown(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const allowed = known.length === 0 ? 'a dataset with uri or volume, since there is no Dataset' : [...known].sort().join(', ');
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Create the Dataset, correct the name, or say where the data is with uri or volume.';
  return `there is no such Dataset in the namespace (given ${JSON.stringify(name)}). Allowed: ${allowed}. ${fix}`;
}

/** The job with all that it reads said by itself: it can be compiled wherever it is. */
export function withPins(job: Job, pins: readonly PinnedDataset[]): Job {
  if (job.spec.datasets === undefined) return job;
  return { ...job, spec: { ...job.spec, datasets: pins.map(({ dataset: _, ...source }) => source) } };
}
