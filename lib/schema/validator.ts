import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { FieldError } from '../errors';
import type { Json } from '../k8s/object';
import { brokenRules } from './cel';
import { explain } from './explain';
import { normalise } from './normalise';
import type { StructuralSchema } from './structural';

/**
 * Validates values against a structural schema with its rules, and gives the verdict that an API server gives when it creates
 * the object with strict field validation.
 */
export class SchemaValidator {
  private compiled: ValidateFunction | undefined;

  constructor(readonly schema: StructuralSchema) {}

  /** All errors of the value; none if it is valid. @param path path of the value itself, put before every error's */
  validate(value: Json, path = ''): FieldError[] {
    const errors: FieldError[] = [];
    const read = normalise(value, this.schema, path, errors);
    const check = (this.compiled ??= compile(this.schema));
    if (!check(read)) return [...errors, ...explain(check.errors as ErrorObject[], read, this.schema, path)];
    return [...errors, ...brokenRules(read, this.schema, path).map((broken) => ({ path: broken.path, reason: broken.message }))];
  }
}

/** One instance for all: building the dialect costs more than compiling a schema. */
let ajv: Ajv | undefined;

function compile(schema: StructuralSchema): ValidateFunction {
  ajv ??= new Ajv({ allErrors: true, strict: false, validateFormats: false, verbose: true, ownProperties: true, logger: false });
  return ajv.compile(assertions(schema));
}

/** Only what asserts something: Ajv refuses `nullable` without a type, and reads `default` and others as its own. */
function assertions(schema: StructuralSchema): object {
  const { description: _d, example: _e, defaultText: _t, nullable, properties, items, additionalProperties, ...rest } = schema;
  const out: Record<string, unknown> = { ...rest };
  if (nullable && schema.type) out.nullable = true;
  if (properties) out.properties = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, assertions(property)]));
  if (items) out.items = assertions(items);
  if (additionalProperties) out.additionalProperties = assertions(additionalProperties);
  return out;
}
