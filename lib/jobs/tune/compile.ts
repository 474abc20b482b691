import type { Catalog } from '../../catalog/spec';
import type { KubeObject } from '../../k8s/object';
import { PatchError } from '../common/patches';
import type { AllKinds, Job, PodGroup } from '../kind';
import { parallelTrialCount } from './counts';
import { compileKatib } from './katib';
import { compileOptuna, optunaPods } from './optuna';
import type { HyperTuneSpec } from './spec';
import { trialJob, writtenAt } from './trial';
import { studyClaim } from './volume';

/** The objects of a HyperTune, for the engine that it names. The job is valid. */
export function compileTune(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): KubeObject[] {
  try {
    return job.spec.engine === 'katib' ? [compileKatib(job, catalog, kinds)] : [...compileOptuna(job, catalog, kinds), ...studyClaim(job)];
  } catch (error) {
    // The pod of the study has the trial's patches, and not all that the trial's pod has.
    if (error instanceof PatchError) throw new PatchError(error.errors.map(({ path, reason }) => ({ path: writtenAt(job.spec, path), reason })));
    throw error;
  }
}

/** The pods that a HyperTune has while it runs, those of its trials among them. */
export function tunePods(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): PodGroup[] {
  if (job.spec.engine !== 'katib') return optunaPods(job, catalog);
  const count = parallelTrialCount(job.spec);
  return kinds.podGroups(trialJob(job), catalog).map((group) => ({ ...group, count: group.count * count }));
}
