import { loadAll, YAMLException } from 'js-yaml';
import { PlatformError } from '../errors';
import type { Json } from '../k8s/object';

/**
 * The documents of a YAML (or JSON) stream, without the empty ones.
 * @param source where the text is from, for errors
 * @throws PlatformError `InvalidManifest` with line and column
 */
export function parseYaml(text: string, source: string): Json[] {
  try {
    return (loadAll(text) as Json[]).filter((document) => document !== null && document !== undefined);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark as { line: number; column: number } | undefined;
    const place = mark ? `line ${mark.line + 1}, column ${mark.column + 1}` : '';
    throw new PlatformError('InvalidManifest', source, [{ path: place, reason: `is not YAML: ${error.reason}. Correct the text there.` }]);
  }
}
