import type { V1EnvVar } from '@kubernetes/client-node';
import { ANNOTATIONS } from '../../api';
import type { Catalog } from '../../catalog/spec';
import type { Job } from '../kind';
import { literal } from './args';
import { hadoopUser } from './identities';

/** Home of the job's user: a volume, empty at the start, writable. */
export const HOME_PATH = '/home/ds';

/** The variables that every container of a job gets, in the order in which they may refer to each other. */
export function jobVariables(job: Job, catalog: Catalog): V1EnvVar[] {
  return [
    { name: 'HOME', value: HOME_PATH },
    { name: 'PYTHONUNBUFFERED', value: '1' },
    text('DS_JOB_NAME', job.metadata.name),
    text('DS_JOB_KIND', job.kind),
    ...optional('DS_PROJECT', job.metadata.annotations?.[ANNOTATIONS.project]),
    ...optional('DS_EXPERIMENT', job.metadata.annotations?.[ANNOTATIONS.experiment]),
    {
      name: 'DS_REPLICA_INDEX',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
    },
    ...trackingVariables(job, catalog),
    ...optional('HADOOP_USER_NAME', hadoopUser(job.spec)),
    ...datasetVariables(job),
    ...(job.spec.env ?? []).map(userVariable),
  ];
}

/** MLflow's own variables. @see https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html */
function trackingVariables(job: Job, catalog: Catalog): V1EnvVar[] {
  if (catalog.tracking === undefined) return [];
  const { project, experiment } = ANNOTATIONS;
  const names = [job.metadata.annotations?.[project], job.metadata.annotations?.[experiment]].filter((name) => name !== undefined);
  return [
    text('MLFLOW_TRACKING_URI', catalog.tracking.uri),
    ...optional('MLFLOW_EXPERIMENT_NAME', names.length > 0 ? names.join('/') : undefined),
    text('MLFLOW_RUN_NAME', job.metadata.name),
  ];
}

function datasetVariables(job: Job): V1EnvVar[] {
  return (job.spec.datasets ?? []).flatMap(({ name, uri, version }) => {
    const variable = `DS_DATASET_${name.toUpperCase().replaceAll('-', '_')}`;
    return [text(variable, uri), ...optional(`${variable}_VERSION`, version)];
  });
}

function userVariable(variable: V1EnvVar): V1EnvVar {
  return variable.valueFrom ? { name: variable.name, valueFrom: variable.valueFrom } : text(variable.name, variable.value ?? '');
}

function text(name: string, value: string): V1EnvVar {
  return { name, value: literal(value) };
}

function optional(name: string, value: string | undefined): V1EnvVar[] {
  return value === undefined ? [] : [text(name, value)];
}
