import type { PlacedRule } from '../../schema/rules';
import type { StructuralSchema } from '../../schema/structural';
import { envRules } from '../common/env-rules';
import { programRules } from '../common/program-rules';
import { COMMON_REFERENCES, type CatalogReference } from '../common/references';
import { lockRules } from '../common/rules';
import type { JobKind } from '../kind';

/** What HyperTune must know of a kind to wrap it. */
export type WrappedKind = Pick<JobKind, 'kind' | 'specSchema' | 'references'>;

/**
 * The schema of a HyperTune with that of its trials: the fields of all kinds in one object, none of them required, since what is missing may
 * stand beside the trial. Which field belongs to which kind is told by {@link trialRules}.
 */
export function withTrialSchema(schema: StructuralSchema, kinds: readonly WrappedKind[]): StructuralSchema {
  const trial = schema.properties?.trial;
  const { kind, spec } = trial?.properties ?? {};
  const { additionalProperties: _, ...described } = spec ?? {};
  return {
    ...schema,
    properties: {
      ...schema.properties,
      trial: { ...trial, properties: { kind: { ...kind, enum: kinds.map((known) => known.kind) }, spec: { ...described, properties: fieldsOfAll(kinds) } } },
    },
  };
}

function fieldsOfAll(kinds: readonly WrappedKind[]): Record<string, StructuralSchema> {
  const fields: Record<string, StructuralSchema> = {};
  for (const { specSchema } of kinds) {
    for (const [name, field] of Object.entries(specSchema.properties ?? {})) {
      const known = fields[name];
      fields[name] = known === undefined ? field : common(known, field);
    }
  }
  return fields;
}

/** What two kinds mean by a field: as far as they agree, for the API server; the rest is checked with the trial's own kind. */
function common(one: StructuralSchema, other: StructuralSchema): StructuralSchema {
  if (JSON.stringify({ ...one, description: '' }) === JSON.stringify({ ...other, description: '' })) return one;
  if (one.type !== other.type || one.type === undefined) return { description: one.description, 'x-kubernetes-preserve-unknown-fields': true };
  if (one.type === 'object') return { type: 'object', description: one.description, properties: merged(one, other) };
  if (one.type === 'array' && one.items && other.items) return { type: 'array', description: one.description, items: common(one.items, other.items), ...greater('maxItems', one, other) };
  return { type: one.type, description: one.description, ...greater('maxLength', one, other) };
}

function greater(limit: 'maxItems' | 'maxLength', one: StructuralSchema, other: StructuralSchema): StructuralSchema {
  return one[limit] === undefined || other[limit] === undefined ? {} : { [limit]: Math.max(one[limit], other[limit]) };
}

function merged(one: StructuralSchema, other: StructuralSchema): Record<string, StructuralSchema> {
  const fields = { ...one.properties };
  for (const [name, field] of Object.entries(other.properties ?? {})) {
    const known = fields[name];
    fields[name] = known === undefined ? field : common(known, field);
  }
  return fields;
}

/** Where the spec of a trial is, from the spec of its HyperTune. */
export const TRIAL_SPEC = 'trial.spec';

const AT = `spec.${TRIAL_SPEC}`;

/** Rules that leave each kind of trial its own fields, and hold what they have in common to the rules of any job. */
export function trialRules(kinds: readonly WrappedKind[]): PlacedRule[] {
  const fields = Object.entries(fieldsOfAll(kinds)).filter(([, { type }]) => type !== undefined);
  const wrong = kinds.flatMap(({ kind, specSchema }) =>
    fields
      .filter(([name]) => !Object.hasOwn(specSchema.properties ?? {}, name))
      .map(([name]) => ({
        at: 'spec.trial',
        rule: `self.kind != '${kind}' || !has(self.spec.${name})`,
        message: `is no field of a ${kind}. Allowed: the fields of that kind. Remove it, or choose another kind.`,
        fieldPath: `.spec.${name}`,
      })),
  );
  return [...wrong, ...envRules(AT), ...lockRules(AT), ...programRules(AT, ['module', 'script'])];
}

/** Names that a HyperTune gives: the study's own, and those of its trial, which may stand beside it. */
export function tuneReferences(kinds: readonly WrappedKind[]): CatalogReference[] {
  const trials = kinds.flatMap(({ kind, references }) => {
    const when = { field: 'trial.kind', value: kind };
    const named = references.filter(({ names }) => names !== 'priority' && names !== 'identities');
    const beside = named.filter(({ field, names }) => field === 'framework' && names !== 'size');
    return [...beside, ...named.map((reference) => ({ ...reference, field: `${TRIAL_SPEC}.${reference.field}` }))].map((reference) => ({ ...reference, when, ...withoutPython(reference) }));
  });
  return [
    ...trials,
    ...COMMON_REFERENCES,
    { field: 'studySize', names: 'size', lasting: true },
    // The rules let no trial name any. Who may act as whom does not depend on that.
    { field: `${TRIAL_SPEC}.identities`, names: 'identities' },
  ];
}

/** Optuna hands out trials to programs in Python alone. */
function withoutPython({ names }: CatalogReference): Pick<CatalogReference, 'engine'> {
  return typeof names === 'string' || names.language === 'python' ? {} : { engine: 'katib' };
}
