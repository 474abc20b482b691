import { parseYaml } from '../lib/yaml/read';
import { layerSchemas } from '../lib/platform/schemas';
import type { StructuralSchema } from '../lib/schema/structural';

/** The JSON schema of `Pulumi.<stack>.yaml`, for editors: the same as the validation has, as far as JSON schema can say it. */
export function configSchema(): object {
  const { ClusterLayerSpec, PlatformLayerSpec, TenantsLayerSpec } = layerSchemas;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of a stack of ds-platform',
    type: 'object',
    properties: {
      config: {
        type: 'object',
        properties: {
          'ds-platform:layer': { description: 'The layer that the stack is.', enum: ['cluster', 'platform', 'tenants'] },
          'ds-platform:context': { description: 'Context of the kubeconfig.', type: 'string' },
          'ds-platform:kubeconfig': { description: 'Kubeconfig as text, a secret: `pulumi config set --secret kubeconfig < FILE`.', type: 'object', required: ['secure'] },
          'ds-platform:secretValues': { description: 'Values of charts that are secret, by engine: `pulumi config set --secret --path`.', type: 'object' },
          'ds-platform:cluster': asJsonSchema(ClusterLayerSpec),
          'ds-platform:platform': asJsonSchema(PlatformLayerSpec),
          'ds-platform:tenants': asJsonSchema(TenantsLayerSpec),
        },
        required: ['ds-platform:layer'],
      },
    },
  };
}

/** Structural schemas refuse unknown fields by themselves; a JSON schema must say so. */
function asJsonSchema(schema: StructuralSchema): object {
  const { description, example, defaultText, properties, items, additionalProperties, nullable: _, ...rest } = schema;
  const out: Record<string, unknown> = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-') && key !== 'format'));
  const text = [description, defaultText && `Default: ${defaultText}.`].filter(Boolean).join(' ');
  if (text !== '') out.description = text;
  if (example !== undefined) out.examples = [schema.type === 'string' ? example : parseYaml(example, 'an example')[0]];
  if (items) out.items = asJsonSchema(items);
  if (properties) {
    out.properties = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, asJsonSchema(property)]));
    out.additionalProperties = false;
  }
  if (additionalProperties) out.additionalProperties = asJsonSchema(additionalProperties);
  return out;
}
