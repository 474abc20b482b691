import * as pulumi from '@pulumi/pulumi';
import type { Catalog, NodePoolSpec } from '../lib/catalog/spec';
import { PlatformError, type FieldError } from '../lib/errors';
import type { Json } from '../lib/k8s/object';
import type { IngressSpec, MeshSpec } from '../lib/mesh/spec';
import type { MonitoringSpec } from '../lib/monitoring/spec';
import { schemas } from '../lib/schema/schemas';
import { SchemaValidator } from '../lib/schema/validator';

/** What the layer `cluster` tells the others. */
export interface ClusterOutputs {
  /** Entries of the catalog's `nodePools`. */
  readonly nodePools: Record<string, NodePoolSpec>;
}

/** What the layer `platform` tells the others. */
export interface PlatformOutputs {
  /** The catalog in the cluster. */
  readonly catalog: Catalog;
  /** How the platform is watched. Not there if it is not. */
  readonly monitoring?: MonitoringSpec;
  /** The mesh that tenants join. Not there if there is none. */
  readonly mesh?: MeshSpec;
  /** The way in that routes are for. Not there if there is none. */
  readonly ingress?: IngressSpec;
  /** Engines that the stack installs, with the versions of their charts. */
  readonly engines: Record<string, string>;
}

/** What the layer `tenants` tells people. */
export interface TenantsOutputs {
  /** Namespaces of the tenants. */
  readonly namespaces: string[];
}

/** What a stack with the layer `cluster` tells. @throws PlatformError if it tells nothing */
export async function clusterOutputs(stack: string): Promise<ClusterOutputs> {
  return { nodePools: (await output(new pulumi.StackReference(stack), { stack, layer: 'cluster', field: 'clusterStack', name: 'nodePools' })) as unknown as ClusterOutputs['nodePools'] };
}

/** What a stack with the layer `platform` tells. @throws PlatformError if it tells no catalog that this version understands */
export async function platformOutputs(stack: string): Promise<Omit<PlatformOutputs, 'engines'>> {
  const reference = new pulumi.StackReference(stack);
  const catalog = await output(reference, { stack, layer: 'platform', field: 'platformStack', name: 'catalog' });
  const errors = new SchemaValidator(schemas.Catalog).validate(catalog, `outputs of ${stack}: catalog`);
  refuseConfig(errors);
  const part = async <Part>(name: string): Promise<Part | undefined> => (await reference.getOutputDetails(name)).value as Part | undefined;
  return { catalog: catalog as unknown as Catalog, monitoring: await part('monitoring'), mesh: await part('mesh'), ingress: await part('ingress') };
}

interface Wanted {
  readonly stack: string;
  readonly layer: string;
  readonly field: string;
  readonly name: string;
}

/** Constructs take no Outputs, so the value is awaited: another stack's outputs are known before this one starts. */
async function output(reference: pulumi.StackReference, { stack, layer, field, name }: Wanted): Promise<Json> {
  const { value } = await reference.getOutputDetails(name);
  if (value !== undefined) return value as Json;
  const reason = `has no output ${name} (given ${JSON.stringify(stack)}). Allowed: a stack with the layer ${layer} that is up. Run \`pulumi up\` there first.`;
  throw new PlatformError('InvalidConfig', `Stack/${pulumi.getStack()}`, [{ path: field, reason }]);
}

/** Ends the program, if there are errors. @throws PlatformError with every one */
export function refuseConfig(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new PlatformError('InvalidConfig', `Stack/${pulumi.getStack()}`, errors);
}
