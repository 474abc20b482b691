import { maxFailedTrialCount, parallelTrialCount } from './counts';
import type { HyperTuneSpec } from './spec';

/** What the study's program must know. */
export function description(spec: HyperTuneSpec): object {
  return {
    objective: spec.objective,
    algorithm: spec.algorithm ?? { algorithmName: 'tpe' },
    ...(spec.earlyStopping && { earlyStopping: spec.earlyStopping }),
    parameters: spec.parameters,
    maxTrialCount: spec.maxTrialCount,
    parallelTrialCount: parallelTrialCount(spec),
    maxFailedTrialCount: maxFailedTrialCount(spec),
  };
}
