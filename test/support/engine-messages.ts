import * as path from 'node:path';
import { engineOf } from '../../lib/engines/table';

/** A condition, as an engine wrote it. */
export interface Told {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** Where there is written down what an engine said, at the version that the table of engines has. */
export function messagesFile(engine: 'kueue' | 'jobset'): string {
  return path.join(__dirname, '..', 'operator', 'messages', `${engine}-${engineOf(engine).chart.version}.json`);
}

/** The sentence without what differs from run to run: identifiers, generated names and amounts. */
export function shapeOf(told: Told): Told {
  const message = told.message
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/\bjobset-([a-z]+)-[0-9a-f]{5}\b/g, 'jobset-$1-HASH')
    .replace(/\b\d+(\.\d+)?(m|Mi|Gi|s)?\b/g, 'N');
  return { ...told, message };
}
