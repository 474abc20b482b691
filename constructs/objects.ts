import { type ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { PlatformError, type FieldError, type PlatformErrorCode } from '../lib/errors';
import type { KubeObject } from '../lib/k8s/object';
import { ManifestObject } from './manifest-object';

/** Adds compiled objects to a construct, each under its kind and name; the main one, if there is one, is the `Resource`. */
export function addObjects(scope: Construct, objects: readonly KubeObject[], main?: KubeObject): ApiObject[] {
  return objects.map((object) => {
    const added = new ManifestObject(scope, object === main ? 'Resource' : `${object.kind}-${object.metadata.name}`, { ...object });
    if (object.metadata.namespace === undefined && added.metadata.namespace !== undefined) {
      // The chart has put its own namespace on an object that belongs to none.
      added.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    }
    return added;
  });
}

/** Ends the program's mistake where it was made. @throws PlatformError with every error, if there is one */
export function refuse(code: PlatformErrorCode, subject: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new PlatformError(code, subject, errors);
}
