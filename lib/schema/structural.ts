import type { Json } from '../k8s/object';

/**
 * The subset of an OpenAPI v3 structural schema that our resources use.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface StructuralSchema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  description?: string;
  /** An example value, for documentation; not a part of the CRD. */
  example?: string;
  /** The default in words or as a value, for documentation; defaults are applied by compilation, never by the API server. */
  defaultText?: string;
  properties?: Record<string, StructuralSchema>;
  required?: string[];
  additionalProperties?: StructuralSchema;
  items?: StructuralSchema;
  enum?: Json[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  nullable?: boolean;
  not?: StructuralSchema;
  anyOf?: StructuralSchema[];
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-validations'?: ValidationRule[];
}

/**
 * A rule in the Common Expression Language on a value of a schema.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export interface ValidationRule {
  rule: string;
  /** What is wrong. What is allowed. How to fix it. */
  message: string;
  /** An expression that gives the message, where it needs a figure; `message` stands in where it fails. */
  messageExpression?: string;
  /** Field that the error is reported at, relative to the value: `.module`. */
  fieldPath?: string;
}

/** Whether a value of this schema may be a string or a list of strings: the API server knows no such type, so it is built from what it knows. */
export function isStringOrList(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true && schema.not !== undefined;
}
