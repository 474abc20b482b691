import { LABELS } from '../../lib/api';
import { keptMetadata, object, text, time, type JsonObject } from '../../lib/observed/read';
import type { ObservedRun } from './engine';

/** What every object tells in the same way: which one it is, and whether it is on its way out. */
export type RunIdentity = Pick<ObservedRun, 'apiVersion' | 'name' | 'uid' | 'created' | 'deleting'>;

/** Reads it; nothing if the value is no object of the API. */
export function readIdentity(value: JsonObject): RunIdentity | undefined {
  const metadata = object(value.metadata);
  const [apiVersion, name, uid] = [text(value.apiVersion), text(metadata.name), text(metadata.uid)];
  if (apiVersion === undefined || name === undefined || uid === undefined) {
    return undefined;
  }
  return { apiVersion, name, uid, created: time(metadata.creationTimestamp), deleting: text(metadata.deletionTimestamp) !== undefined };
}

/** What is read of the metadata of every object that runs a job. */
export function keepMetadata(metadata: JsonObject): JsonObject {
  const queue = object(metadata.labels)[LABELS.queueName];
  return { ...keptMetadata(metadata), ...(queue === undefined ? {} : { labels: { [LABELS.queueName]: queue } }) };
}

/** The queue that an object is given to by its label. */
export function readQueue(value: JsonObject): string | undefined {
  return text(object(object(value.metadata).labels)[LABELS.queueName]);
}
