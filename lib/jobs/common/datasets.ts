import type { V1VolumeMount } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { nodeImage } from '../../catalog/images';
import programs from '../../programs/datasets.json';
import type { Job } from '../kind';
import { literal } from './args';
import type { DatasetReference, DatasetVolume } from './spec';
import type { HelperContainer, Supplement } from './supplement';
import { optionalVariable } from './variable';

/** Name of the init container that checks what is on volumes. */
export const DATASETS_CONTAINER = 'datasets';

type Mounted = DatasetReference & { volume: DatasetVolume };

/** How a job learns where its datasets are; those on volumes are mounted, and checked before it starts. */
export function datasetSupplement(job: Job, catalog: Catalog): Supplement {
  const datasets = job.spec.datasets ?? [];
  const mounted = datasets.filter((dataset): dataset is Mounted => dataset.volume !== undefined);
  const checked = mounted.flatMap(({ name, checksum }) => (checksum === undefined ? [] : [[name, pathOf(name), checksum]]));
  const env = datasets.flatMap(variables);
  if (mounted.length === 0) return { env };
  const volumeMounts = mounted.map(mount);
  return {
    env,
    volumes: mounted.map(({ volume }, index) => ({ name: volumeName(index), persistentVolumeClaim: { claimName: volume.claimName, readOnly: true } })),
    volumeMounts,
    ...(checked.length > 0 && { initContainers: [checkContainer(checked.flat(), volumeMounts, catalog)] }),
  };
}

function variables(dataset: DatasetReference) {
  const { name, uri, version, checksum } = dataset;
  const variable = `DS_DATASET_${name.toUpperCase().replaceAll('-', '_')}`;
  return [
    ...optionalVariable(variable, dataset.volume === undefined ? uri : pathOf(name)),
    ...optionalVariable(`${variable}_VERSION`, version),
    ...optionalVariable(`${variable}_CHECKSUM`, checksum),
  ];
}

function pathOf(name: string): string {
  return `/data/${name}`;
}

/** Names of datasets may be too long for names of volumes. */
function volumeName(index: number): string {
  return `dataset-${index}`;
}

function mount({ name, volume: { subPath } }: Mounted, index: number): V1VolumeMount {
  return { name: volumeName(index), mountPath: pathOf(name), readOnly: true, ...(subPath !== undefined && { subPath }) };
}

function checkContainer(words: readonly string[], volumeMounts: V1VolumeMount[], catalog: Catalog): HelperContainer {
  return { name: DATASETS_CONTAINER, image: nodeImage(catalog), command: ['node', '--input-type=module', '--eval', literal(programs.check), ...words], volumeMounts };
}
