import type { StructuralSchema, ValidationRule } from './structural';

/** A rule and the value that it is about. */
export interface PlacedRule extends ValidationRule {
  /** Path of the value from the schema's root: `''` for the root, `env[].valueFrom` for a part. */
  readonly at: string;
}

/** The schema with the rules put where they belong. The schema given is left as it is. @throws Error for a path that the schema does not have. */
export function withRules(schema: StructuralSchema, rules: readonly PlacedRule[]): StructuralSchema {
  return rules.reduce((result, { at, ...rule }) => place(result, at === '' ? [] : at.replaceAll('[]', '.[]').split('.'), rule), schema);
}

function place(schema: StructuralSchema, path: readonly string[], rule: ValidationRule): StructuralSchema {
  const [head, ...rest] = path;
  if (head === undefined) {
    return { ...schema, 'x-kubernetes-validations': [...(schema['x-kubernetes-validations'] ?? []), rule] };
  }
  const child = head === '[]' ? schema.items : schema.properties?.[head];
  if (child === undefined) throw new Error(`a rule is placed at "${path.join('.')}", which the schema does not have`);
  if (head === '[]') return { ...schema, items: place(child, rest, rule) };
  return { ...schema, properties: { ...schema.properties, [head]: place(child, rest, rule) } };
}

/** Fields that may change when an object is there. */
export interface ChangeableFields {
  /** Those that may change at any time. */
  readonly always: readonly string[];
  /** Those that may be given when they were not, and then stay. @default - none */
  readonly once?: readonly string[];
}

/**
 * Rules that keep every field but the named ones as it was at creation. Untyped fields are invisible to such rules and are left out.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#transition-rules
 */
export function immutable(schema: StructuralSchema, at: string, { always, once = [] }: ChangeableFields): PlacedRule[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name, property]) => !always.includes(name) && property.type !== undefined)
    .map(([name]) => ({ at, ...(once.includes(name) ? givenOnce(name) : unchanged(name, always)), fieldPath: `.${name}` }));
}

function unchanged(name: string, except: readonly string[]): ValidationRule {
  return {
    rule: `has(self.${name}) == has(oldSelf.${name}) && (!has(self.${name}) || self.${name} == oldSelf.${name})`,
    message: `cannot be changed after the job was created; only ${except.join(', ')} can. Delete the job and submit it anew.`,
  };
}

function givenOnce(name: string): ValidationRule {
  return {
    rule: `!has(oldSelf.${name}) || (has(self.${name}) && self.${name} == oldSelf.${name})`,
    message: 'cannot be changed once it is given. Delete the job and submit it anew.',
  };
}
