import { Environment } from '@marcbachmann/cel-js';
import type { Json } from '../k8s/object';
import { ownProperty, setOwn } from './normalise';
import type { StructuralSchema, ValidationRule } from './structural';

/** A rule that a value breaks. */
export interface BrokenRule {
  /** Path of the value, and of its field that the rule names. */
  readonly path: string;
  readonly message: string;
}

type CelValue = string | number | bigint | boolean | CelValue[] | { [key: string]: CelValue };
type Program = (context: { self: CelValue }) => unknown;

/** Kubernetes adds `format` and `sum` to the language; of the verbs of the one our messages use `%d`. @see https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries */
const environment = new Environment({ unlistedVariablesAreDyn: true })
  .registerFunction('string.format(list): string', (text: string, values: readonly bigint[]) => {
    const rest = [...values];
    return text.replaceAll('%d', () => String(rest.shift()));
  })
  .registerFunction('list.sum(): int', (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n));
const programs = new Map<string, Program>();

/**
 * The rules of a schema that a value breaks, found as the API server finds them. The value must fit the schema otherwise.
 * Rules about a change (with `oldSelf`) are left out: they are only about updates.
 */
export function brokenRules(value: Json, schema: StructuralSchema, path: string): BrokenRule[] {
  const broken: BrokenRule[] = [];
  visit(value, schema, path, broken);
  return broken;
}

function visit(value: Json, schema: StructuralSchema, path: string, broken: BrokenRule[]): void {
  if (value === null) return;
  if (!hasRules(schema)) return;
  const rules = creationRules(schema);
  if (rules.length > 0) {
    const self = toCel(value, schema);
    for (const rule of rules) {
      if (program(rule.rule)({ self }) !== true) broken.push({ path: joinPath(path, rule.fieldPath), message: message(rule, self) });
    }
  }
  visitParts(value, schema, path, broken);
}

function visitParts(value: Json, schema: StructuralSchema, path: string, broken: BrokenRule[]): void {
  if (Array.isArray(value)) {
    const items = schema.items;
    if (items) value.forEach((item, index) => visit(item, items, `${path}[${index}]`, broken));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const part = Object.hasOwn(value, name) ? value[name] : undefined;
      if (part !== undefined) visit(part, property, joinPath(path, `.${name}`), broken);
    }
  }
}

const withRulesBelow = new WeakMap<StructuralSchema, boolean>();

/** Whether the schema or a part of it has rules: most parts have none and are not walked. */
function hasRules(schema: StructuralSchema): boolean {
  let result = withRulesBelow.get(schema);
  if (result === undefined) {
    result =
      schema['x-kubernetes-validations'] !== undefined ||
      (schema.items !== undefined && hasRules(schema.items)) ||
      Object.values(schema.properties ?? {}).some(hasRules);
    withRulesBelow.set(schema, result);
  }
  return result;
}

const creationRulesOf = new WeakMap<StructuralSchema, ValidationRule[]>();

function creationRules(schema: StructuralSchema): ValidationRule[] {
  let rules = creationRulesOf.get(schema);
  if (rules === undefined) {
    rules = (schema['x-kubernetes-validations'] ?? []).filter((rule) => !rule.rule.includes('oldSelf'));
    creationRulesOf.set(schema, rules);
  }
  return rules;
}

function program(rule: string): Program {
  let compiled = programs.get(rule);
  if (compiled === undefined) {
    compiled = environment.parse(rule) as unknown as Program;
    programs.set(rule, compiled);
  }
  return compiled;
}

function message(rule: ValidationRule, self: CelValue): string {
  if (rule.messageExpression === undefined) return rule.message;
  try {
    const text = program(rule.messageExpression)({ self });
    return typeof text === 'string' ? text : rule.message;
  } catch {
    // The API server, too, falls back to the message.
    return rule.message;
  }
}

/** As the API server sees a value: integers are integers, and what is null is absent. */
function toCel(value: Json, schema: StructuralSchema): CelValue {
  // A list of another realm, such as structuredClone makes under jest, would not be one to the evaluator.
  if (Array.isArray(value)) return Array.from(value, (item) => toCel(item, schema.items ?? {}));
  if (typeof value === 'object' && value !== null) {
    const out: { [key: string]: CelValue } = {};
    for (const [name, part] of Object.entries(value)) {
      const property = ownProperty(schema.properties, name) ?? schema.additionalProperties;
      if (part !== null && property !== undefined) setOwn(out, name, toCel(part, property));
    }
    return out;
  }
  if (schema.type === 'integer' && typeof value === 'number') return BigInt(value);
  return value as CelValue;
}

function joinPath(path: string, field: string | undefined): string {
  if (field === undefined) return path;
  return path === '' ? field.slice(1) : `${path}${field}`;
}
