import * as fs from 'node:fs';
import * as path from 'node:path';
import { PlatformError } from '../lib/errors';
import type { FieldError } from '../lib/errors';
import type { Json } from '../lib/k8s/object';
import { parseYaml } from '../lib/yaml/read';

/** The documents of a file of YAML or JSON that a field of the configuration names; none if it cannot be read. */
export function readDocuments(field: string, file: string, root: string, errors: FieldError[]): Json[] {
  try {
    return parseYaml(fs.readFileSync(path.resolve(root, file), 'utf8'), file);
  } catch (error) {
    if (error instanceof PlatformError) errors.push(...error.errors.map(({ path: place, reason }) => ({ path: field, reason: `${file}, ${place}: ${reason}` })));
    else errors.push({ path: field, reason: `cannot be read (given ${JSON.stringify(file)}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}). Allowed: a path from the folder of Pulumi.yaml. Correct it.` });
    return [];
  }
}
