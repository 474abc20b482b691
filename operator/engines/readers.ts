import type { EngineReader } from './engine';
import { EXPERIMENT } from './experiment';
import { JOBSET } from './jobset';
import { SPARK_APPLICATION } from './spark-application';

/** Readers of all kinds of objects that run jobs. Objects of other kinds only stand beside those. */
export const ENGINE_READERS: readonly EngineReader[] = [JOBSET, SPARK_APPLICATION, EXPERIMENT];

/** The reader of an object; none if objects of its kind run no jobs. */
export function readerOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): EngineReader | undefined {
  return ENGINE_READERS.find((reader) => reader.kind === kind && apiVersion.startsWith(`${reader.group}/`));
}
