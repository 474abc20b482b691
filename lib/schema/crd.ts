import { API_GROUP, API_VERSION, LABELS, MANAGED_BY } from '../api';
import type { Json, KubeObjectOf } from '../k8s/object';
import type { StructuralSchema } from './structural';

/** Word for all kinds of the platform: `kubectl get dsjobs`. Not `ds`, by which kubectl means DaemonSets. */
export const CATEGORY = 'dsjobs';

/** Names and columns of one custom resource. */
export interface ResourceDefinition {
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly printerColumns: readonly PrinterColumn[];
}

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
  /** 0 columns are always shown, others with `-o wide`. @default 0 */
  readonly priority?: number;
}

export type CustomResourceDefinition = KubeObjectOf<{ [key: string]: Json }>;

/** The CustomResourceDefinition of one kind. `schema` is that of the whole object. */
export function customResourceDefinition(resource: ResourceDefinition, schema: StructuralSchema): CustomResourceDefinition {
  const { kind, plural, singular, shortNames } = resource;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${API_GROUP}`, labels: { [LABELS.managedBy]: MANAGED_BY } },
    spec: {
      group: API_GROUP,
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames: [...shortNames], categories: [CATEGORY] },
      scope: 'Namespaced',
      versions: [
        {
          name: API_VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: resource.printerColumns.map((column) => ({ ...column })) as unknown as Json,
          schema: { openAPIV3Schema: published(schema) as unknown as Json },
        },
      ],
    },
  };
}

/** What the API server is given: documentation folded into descriptions. */
export function published(schema: StructuralSchema): StructuralSchema {
  const { description, example, defaultText, properties, items, additionalProperties, ...rest } = schema;
  const out: StructuralSchema = {};
  const text = [description, defaultText && `Default: ${sentence(defaultText)}`, example && `For example: ${example}`].filter(Boolean).join(' ');
  if (text) out.description = text;
  Object.assign(out, rest);
  if (properties) out.properties = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, published(property)]));
  if (items) out.items = published(items);
  if (additionalProperties) out.additionalProperties = published(additionalProperties);
  return out;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
