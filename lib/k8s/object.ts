/** JSON as Kubernetes objects carry it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Metadata of a Kubernetes object that we write or read. */
export interface ObjectMeta {
  name: string;
  /** What a name begins with that the API server is to make. */
  generateName?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** Any Kubernetes object, as plain data. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** A Kubernetes object with a spec of a known type. */
export interface KubeObjectOf<Spec> extends KubeObject {
  spec: Spec;
}
