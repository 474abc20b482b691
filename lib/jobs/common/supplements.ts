import type { Catalog } from '../../catalog/spec';
import type { Job } from '../kind';
import { datasetSupplement } from './datasets';
import { hadoopSupplement } from './hadoop';
import type { Supplement } from './supplement';

/** What identities and datasets add to the pods of a job, in the order in which variables may refer to each other. */
export function supplementsOf(job: Job, catalog: Catalog): readonly Supplement[] {
  return [hadoopSupplement(job, catalog), datasetSupplement(job, catalog)];
}
