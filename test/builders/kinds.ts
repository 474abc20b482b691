import type { Job, JobKind } from '../../lib/jobs/kind';
import { JOBSET_CHILD } from '../../lib/jobs/kind';
import { JOB_KINDS, jobKind } from '../../lib/jobs/registry';
import type { KubeObject } from '../../lib/k8s/object';

/** A kind of job like PythonJob, but with a volume that lasts, a Service that does not, and an engine that it needs. */
export const WORKBENCH: JobKind = {
  ...(jobKind('PythonJob') as JobKind),
  kind: 'Workbench',
  plural: 'workbenches',
  singular: 'workbench',
  children: [
    JOBSET_CHILD,
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', resource: 'persistentvolumeclaims', lasting: true },
    { apiVersion: 'v1', kind: 'Service', resource: 'services' },
    { apiVersion: 'kubeflow.org/v1beta1', kind: 'Experiment', resource: 'experiments', engine: 'katib' },
  ],
  needs: [{ engine: 'spark' }, { engine: 'katib', when: { field: 'module', value: 'katib' } }],
  compile: (job, catalog, kept, kinds) => [...(jobKind('PythonJob') as JobKind).compile(job, catalog, kept, kinds), part(job, 'PersistentVolumeClaim'), part(job, 'Service')],
};

function part({ metadata: { name, namespace } }: Job, kind: string): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

/** Makes a kind of job known to everything that this test file imports. */
export function register(kind: JobKind): void {
  (JOB_KINDS as JobKind[]).push(kind);
}
