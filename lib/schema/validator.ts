import type { FieldError } from '../errors';
import type { Json } from '../k8s/object';
import { complaintsOf } from './assertions';
import { brokenRules } from './cel';
import { explain } from './explain';
import { normalise } from './normalise';
import type { StructuralSchema } from './structural';

/**
 * Validates values against a structural schema with its rules, and gives the verdict that an API server gives when it creates
 * the object with strict field validation.
 */
export class SchemaValidator {
  constructor(readonly schema: StructuralSchema) {}

  /** All errors of the value; none if it is valid. @param path path of the value itself, put before every error's */
  validate(value: Json, path = ''): FieldError[] {
    return this.read(value, path).errors;
  }

  /** The value as the API server reads it, and all its errors. @param path path of the value itself, put before every error's */
  read(value: Json, path = ''): { read: Json; errors: FieldError[] } {
    const errors: FieldError[] = [];
    const read = normalise(value, this.schema, path, errors);
    const complaints = complaintsOf(read, this.schema);
    const found = complaints.length > 0 ? explain(complaints, read, this.schema, path) : brokenRules(read, this.schema, path).map((broken) => ({ path: broken.path, reason: broken.message }));
    return { read, errors: [...errors, ...found] };
  }
}
