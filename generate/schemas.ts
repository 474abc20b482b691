import { createGenerator } from 'ts-json-schema-generator';
import * as path from 'node:path';
import type { StructuralSchema } from '../lib/schema/structural';
import { toStructural } from './convert';

/** Types that a schema is made of, and the file that declares each. */
const SOURCES: Record<string, string> = {
  TensorFlowJobSpec: 'lib/jobs/tensorflow/spec.ts',
  PythonJobSpec: 'lib/jobs/python/spec.ts',
  JobStatus: 'lib/jobs/common/status.ts',
  Catalog: 'lib/catalog/spec.ts',
  TenantSpec: 'lib/tenants/spec.ts',
};

/** The structural schema of every public spec, from its TypeScript interface and doc comments. */
export function generateSchemas(root: string): Record<string, StructuralSchema> {
  const generator = createGenerator({
    path: `{${Object.values(SOURCES).map((file) => path.join(root, file)).join(',')}}`,
    // The model alone: what was built from it holds types of the same names.
    tsconfig: path.join(root, 'generate', 'tsconfig.json'),
    expose: 'all',
    jsDoc: 'extended',
    extraTags: ['example', 'listMapKey'],
    sortProps: false,
    skipTypeCheck: true,
  });
  return Object.fromEntries(Object.keys(SOURCES).map((name) => [name, toStructural(generator.createSchema(name) as never, name)]));
}
