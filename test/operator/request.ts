import type { Catalog } from '../../lib/catalog/spec';
import type { SyncRequest } from '../../operator/request';
import { readRequest } from '../../operator/request';
import { children } from '../builders/jobset';

/** What the tests of the operator's hooks begin with. */

export const CREATED = '2026-01-01T10:00:00Z';
export const NOW = new Date('2026-01-01T12:00:00.750Z');

export const CATALOG: Catalog = {
  runtimes: { 'tensorflow-2-python-3': { image: 'registry.test/tensorflow:2', language: 'python', framework: 'tensorflow', version: '2' } },
  sizes: { CpuSmall: { cpu: '1', memory: '1Gi', nodePool: 'cpu' } },
  nodePools: { cpu: {} },
};

export const EMPTY_CATALOG: Catalog = { runtimes: {}, sizes: {}, nodePools: {} };

export interface RequestParts {
  readonly spec?: object;
  readonly status?: object;
  readonly jobSet?: Record<string, unknown>;
  readonly related?: object;
}

/** A request about the TensorFlowJob `news`. */
export function request(parts: RequestParts = {}): SyncRequest {
  return readRequest({
    parent: {
      apiVersion: 'ds.bloomberg.com/v1',
      kind: 'TensorFlowJob',
      metadata: { name: 'news', namespace: 's-mlplatform', uid: 'uid-of-the-job', creationTimestamp: CREATED, generation: 1 },
      spec: { framework: 'tensorflow-2-python-3', size: 'CpuSmall', module: 'gpu_tftraining', ...parts.spec },
      ...(parts.status === undefined ? {} : { status: parts.status }),
    },
    children: parts.jobSet === undefined ? children() : children(parts.jobSet),
    related: parts.related ?? {},
  });
}
