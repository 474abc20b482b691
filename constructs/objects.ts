import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { PlatformError, type FieldError, type PlatformErrorCode } from '../lib/errors';
import type { KubeObject } from '../lib/k8s/object';

/** Adds compiled objects to a construct, each under its kind and name; the first is the `Resource` where the construct has a main one. */
export function addObjects(scope: Construct, objects: readonly KubeObject[], main?: KubeObject): ApiObject[] {
  return objects.map((object) => {
    // A chart would otherwise put its own namespace on objects that belong to none.
    const metadata = { ...object.metadata, namespace: object.metadata.namespace };
    return new ApiObject(scope, object === main ? 'Resource' : `${object.kind}-${object.metadata.name}`, { ...object, metadata });
  });
}

/** Ends the program's mistake where it was made. @throws PlatformError with every error, if there is one */
export function refuse(code: PlatformErrorCode, subject: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new PlatformError(code, subject, errors);
}
