import type { V1EnvVar } from '@kubernetes/client-node';
import { ANNOTATIONS } from '../../api';
import type { Catalog } from '../../catalog/spec';
import type { Job } from '../kind';
import { supplementsOf } from './supplements';
import { optionalVariable, textVariable } from './variable';

/** Home of the job's user: a volume, empty at the start, writable. */
export const HOME_PATH = '/home/ds';

/** What every container of a job's pod is told. */
export const HOME_VARIABLE: V1EnvVar = { name: 'HOME', value: HOME_PATH };

/** The platform's variables of the container that runs the job's own code, in the order in which they may refer to each other. */
export function jobVariables(job: Job, catalog: Catalog): V1EnvVar[] {
  return [
    HOME_VARIABLE,
    ...(catalog.runtimes[job.spec.framework]?.language === 'python' ? [{ name: 'PYTHONUNBUFFERED', value: '1' }] : []),
    textVariable('DS_JOB_NAME', job.metadata.name),
    textVariable('DS_JOB_KIND', job.kind),
    ...optionalVariable('DS_PROJECT', job.metadata.annotations?.[ANNOTATIONS.project]),
    ...optionalVariable('DS_EXPERIMENT', job.metadata.annotations?.[ANNOTATIONS.experiment]),
    {
      name: 'DS_REPLICA_INDEX',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
    },
    ...trackingVariables(job, catalog),
    ...supplementsOf(job, catalog).flatMap(({ env = [] }) => env),
  ];
}

/** MLflow's own variables. @see https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html */
function trackingVariables(job: Job, catalog: Catalog): V1EnvVar[] {
  if (catalog.tracking === undefined) return [];
  const { project, experiment } = ANNOTATIONS;
  const names = [job.metadata.annotations?.[project], job.metadata.annotations?.[experiment]].filter((name) => name !== undefined);
  return [
    textVariable('MLFLOW_TRACKING_URI', catalog.tracking.uri),
    ...optionalVariable('MLFLOW_EXPERIMENT_NAME', names.length > 0 ? names.join('/') : undefined),
    textVariable('MLFLOW_RUN_NAME', job.metadata.name),
  ];
}
