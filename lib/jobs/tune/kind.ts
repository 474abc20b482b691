import { schemas } from '../../schema/schemas';
import type { PrinterColumn } from '../../schema/crd';
import { COLUMNS } from '../common/columns';
import { lockChild } from '../common/lock-file';
import { JOBSET_CHILD, type JobKind } from '../kind';
import { compileTune, tunePods } from './compile';
import { EXPERIMENT_CHILD } from './katib';
import { readSummary } from './report';
import { STUDY, SUFFIX, TUNE_RULES } from './rules';
import { TRIAL_SPEC, trialRules, tuneReferences, withTrialSchema, type WrappedKind } from './schema';
import type { HyperTuneSpec } from './spec';
import { specsOfTrials } from './trial';
import { validateTune } from './validate';
import { CLAIM_CHILD } from './volume';

/** What a search has found. */
const BEST_COLUMNS: readonly PrinterColumn[] = [
  { name: 'Best', type: 'number', jsonPath: '.status.bestTrial.value' },
  { name: 'Trials', type: 'integer', jsonPath: '.status.trials.succeeded' },
];

/** A search for the parameters of a job of another kind. @param trials the kinds that it can run */
export function hyperTune(trials: readonly WrappedKind[]): JobKind<HyperTuneSpec> {
  return {
    kind: 'HyperTune',
    plural: 'hypertunes',
    singular: 'hypertune',
    shortNames: ['ht'],
    printerColumns: [...COLUMNS, ...BEST_COLUMNS],
    suffix: SUFFIX,
    specSchema: withTrialSchema(schemas.HyperTuneSpec, trials),
    rules: [...TUNE_RULES, ...trialRules(trials)],
    references: tuneReferences(trials),
    wraps: TRIAL_SPEC,
    children: [JOBSET_CHILD, CLAIM_CHILD, EXPERIMENT_CHILD, lockChild(specsOfTrials)],
    needs: [{ engine: 'katib', when: { field: 'engine', value: 'katib' } }],
    terminationReport: { group: `${STUDY}-0`, failureReason: 'TrialsFailed', read: readSummary },
    validate: validateTune,
    podGroups: tunePods,
    queuedApart: ({ spec }) => spec.engine === 'katib',
    compile: (job, catalog, _kept, kinds) => compileTune(job, catalog, kinds),
  };
}
