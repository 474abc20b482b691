import { parseEvents, YAMLException } from 'js-yaml';
import { PlatformError } from '../errors';
import type { Json } from '../k8s/object';
import { checkDocuments, checkText, MAX_DEPTH } from './bounds';
import { construct } from './construct';

/**
 * The documents of a YAML (or JSON) stream, without the empty ones, as kubectl reads them: `yes` is a boolean, `010` is 8. A key that
 * stands twice, of which kubectl takes one in silence, is refused.
 * @param source where the text is from, for errors
 * @throws PlatformError `InvalidManifest` with line and column, or if it is larger or deeper than what is read
 */
export function parseYaml(text: string, source: string): Json[] {
  checkText(text, source);
  try {
    const documents = construct(parseEvents(text, { maxDepth: MAX_DEPTH }), text).filter((document) => document !== null);
    checkDocuments(documents, text, source);
    return documents;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark as { line: number; column: number } | undefined;
    const place = mark ? `line ${mark.line + 1}, column ${mark.column + 1}` : '';
    throw new PlatformError('InvalidManifest', source, [{ path: place, reason: `is not YAML: ${error.reason}. Correct the text there.` }]);
  }
}
