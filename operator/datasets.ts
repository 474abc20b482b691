import { API_GROUP, API_VERSION } from '../lib/api';
import { DATASET } from '../lib/datasets/definition';
import { type Datasets, type Resolution, resolveDatasets } from '../lib/datasets/resolve';
import type { DatasetSpec } from '../lib/datasets/spec';
import type { PinnedDataset } from '../lib/jobs/common/status';
import { list, object, text } from '../lib/observed/read';
import { objectsOf } from './observed';
import type { SyncRequest } from './request';

/** The data that a job reads: what it saw when it first started, else what the Datasets of its namespace say now. */
export function datasetsOf(request: SyncRequest): Resolution {
  const pins = pinnedDatasets(request);
  return pins.length > 0 ? { pins } : resolveDatasets(request.parent, relatedDatasets(request));
}

/** The data that a job saw when it first started; none if it has not started, or reads none. */
export function pinnedDatasets({ parent }: SyncRequest): readonly PinnedDataset[] {
  return list(object(object(parent).status).datasets) as PinnedDataset[];
}

function relatedDatasets({ related }: SyncRequest): Datasets {
  const found = objectsOf(related, `${DATASET.kind}.${API_GROUP}/${API_VERSION}`);
  return Object.fromEntries(found.map((dataset) => [text(object(dataset.metadata).name) ?? '', object(dataset.spec) as unknown as DatasetSpec]));
}
