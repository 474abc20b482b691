import { API_GROUP, API_VERSION } from '../api';
import type { FieldError } from '../errors';
import type { Json, KubeObjectOf } from '../k8s/object';
import { customResourceDefinition, type CustomResourceDefinition, type ResourceDefinition } from '../schema/crd';
import { type PlacedRule, withRules } from '../schema/rules';
import { schemas } from '../schema/schemas';
import type { StructuralSchema } from '../schema/structural';
import { SchemaValidator } from '../schema/validator';
import type { DatasetSpec } from './spec';

/** Data as people write it: the custom resource. */
export type DatasetObject = KubeObjectOf<DatasetSpec>;

/** Names and columns of the kind. */
export const DATASET: ResourceDefinition = {
  kind: 'Dataset',
  plural: 'datasets',
  singular: 'dataset',
  shortNames: ['dset'],
  printerColumns: [
    { name: 'Version', type: 'string', jsonPath: '.spec.version' },
    { name: 'Address', type: 'string', jsonPath: '.spec.uri' },
    { name: 'Volume', type: 'string', jsonPath: '.spec.volume.claimName' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'Checksum', type: 'string', jsonPath: '.spec.checksum', priority: 1 },
    { name: 'Description', type: 'string', jsonPath: '.spec.description', priority: 1 },
  ],
};

/** Names become parts of variables and paths in jobs. */
const METADATA: StructuralSchema = {
  type: 'object',
  properties: {
    name: {
      type: 'string',
      description: 'Name of the dataset: lower-case letters, digits and "-", with a letter or digit at both ends.',
      example: 'news-index',
      minLength: 1,
      maxLength: 63,
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    },
  },
};

const ONE_PLACE: PlacedRule = {
  at: 'spec',
  rule: 'has(self.uri) != has(self.volume)',
  message: 'needs one place. Allowed: either uri or volume. Give exactly one.',
};

/** Whoever has read a version may rely on what it was. */
const FIXED_VERSION: readonly PlacedRule[] = ['uri', 'volume', 'checksum'].map((field) => ({
  at: 'spec',
  rule: `self.version != oldSelf.version || (has(self.${field}) == has(oldSelf.${field}) && (!has(self.${field}) || self.${field} == oldSelf.${field}))`,
  message: 'cannot be changed within a version. Allowed: together with version. Give version another name too.',
  fieldPath: `.${field}`,
}));

function objectSchema(metadata: StructuralSchema): StructuralSchema {
  const { description, ...spec } = schemas.DatasetSpec;
  const schema: StructuralSchema = {
    type: 'object',
    description,
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata, spec: { description: 'Where the data is, and which data it is.', ...spec } },
    required: ['metadata', 'spec'],
  };
  return withRules(schema, [ONE_PLACE, ...FIXED_VERSION]);
}

/** The CustomResourceDefinition of datasets. */
export function datasetDefinition(): CustomResourceDefinition {
  return customResourceDefinition(DATASET, objectSchema(METADATA));
}

const validator = new SchemaValidator(objectSchema({ ...METADATA, required: ['name'] }));

/** Whether a manifest is meant to be a Dataset. */
export function isDataset(manifest: Json): manifest is { [key: string]: Json } {
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return false;
  return manifest.kind === DATASET.kind && manifest.apiVersion === `${API_GROUP}/${API_VERSION}`;
}

/** Every error of a Dataset; none if the API server accepts it. */
export function validateDataset({ metadata, spec }: { [key: string]: Json }): FieldError[] {
  const written: { [key: string]: Json } = {};
  if (typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) && metadata.name !== undefined) written.name = metadata.name;
  return validator.validate({ metadata: written, ...(spec !== undefined && { spec }) });
}
