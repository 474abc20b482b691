import type { Job } from '../kind';
import type { Supplement } from './supplements';
import { optionalVariable, textVariable } from './variable';

/** How a job learns where its datasets are. */
export function datasetSupplement(job: Job): Supplement {
  const env = (job.spec.datasets ?? []).flatMap(({ name, uri, version }) => {
    const variable = `DS_DATASET_${name.toUpperCase().replaceAll('-', '_')}`;
    return [textVariable(variable, uri), ...optionalVariable(`${variable}_VERSION`, version)];
  });
  return { env };
}
