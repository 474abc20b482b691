import { createGenerator } from 'ts-json-schema-generator';
import * as path from 'node:path';
import type { StructuralSchema } from '../lib/schema/structural';
import { toStructural } from './convert';
import { kindSpecs } from './kinds';

/** Types that a schema is made of beside those of the kinds of job, and the file that declares each. */
const SOURCES: Record<string, string> = {
  DatasetSpec: 'lib/datasets/spec.ts',
  JobStatus: 'lib/jobs/common/status.ts',
  Catalog: 'lib/catalog/spec.ts',
  TenantSpec: 'lib/tenants/spec.ts',
  MeshSpec: 'lib/mesh/spec.ts',
  IngressSpec: 'lib/mesh/spec.ts',
  RouteSpec: 'lib/mesh/spec.ts',
};

/** The configuration of the layers: apart from the others, since the operator carries those and has no use for these. */
const LAYERS: Record<string, string> = {
  ClusterLayerSpec: 'lib/platform/spec.ts',
  PlatformLayerSpec: 'lib/platform/spec.ts',
  TenantsLayerSpec: 'lib/platform/spec.ts',
};

/** Structural schemas by the name of their type. */
type Schemas = Record<string, StructuralSchema>;

/** The structural schema of every public spec, from its TypeScript interface and doc comments. */
export function generateSchemas(root: string): { specs: Schemas; layers: Schemas } {
  const sources = { ...kindSpecs(root), ...SOURCES };
  const generator = createGenerator({
    path: `{${[...new Set([...Object.values(sources), ...Object.values(LAYERS)])].map((file) => path.join(root, file)).join(',')}}`,
    // The model alone: what was built from it holds types of the same names.
    tsconfig: path.join(root, 'generate', 'tsconfig.json'),
    expose: 'all',
    jsDoc: 'extended',
    extraTags: ['example', 'listMapKey'],
    sortProps: false,
    skipTypeCheck: true,
  });
  const schemasOf = (names: readonly string[]): Schemas => Object.fromEntries(names.map((name) => [name, toStructural(generator.createSchema(name) as never, name)]));
  return { specs: schemasOf(Object.keys(sources)), layers: schemasOf(Object.keys(LAYERS)) };
}
