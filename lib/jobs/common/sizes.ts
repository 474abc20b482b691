import type { FieldError } from '../../errors';
import type { KubeObject } from '../../k8s/object';
import { type Bounds, jsonBytes } from '../../schema/bounds';

/**
 * Most of a job as people write it. What is larger is refused before it is looked at, so that no job holds up those of others.
 * An API server takes requests of 3 MiB and keeps objects of 1.5 MiB; a job is compiled to more than itself.
 */
export const JOB_BOUNDS: Bounds = { bytes: 768 * 1024, depth: 64 };

/**
 * Most bytes of an object that a job is made of. An API server keeps at most 1.5 MiB of an object, with what it adds itself: status, and
 * which field was set by whom.
 * @see https://etcd.io/docs/v3.6/dev-guide/limit/
 */
export const MAX_OBJECT_BYTES = 1024 * 1024;

/** The errors of objects that no API server would keep. */
export function checkObjectSizes(objects: readonly KubeObject[]): FieldError[] {
  return objects.flatMap((object) => {
    const bytes = jsonBytes(object);
    if (bytes <= MAX_OBJECT_BYTES) return [];
    const { kind, metadata } = object;
    return [{ path: 'spec', reason: `makes the ${kind} ${metadata.name} too large (given ${bytes} bytes). Allowed: at most ${MAX_OBJECT_BYTES}, with what each part of the job repeats. Shorten env, args or lock, or keep large content in a file, an image or a volume.` }];
  });
}
