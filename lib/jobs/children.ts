import type { Catalog } from '../catalog/spec';
import type { KubeObject } from '../k8s/object';
import type { ChildResource, JobKind } from './kind';

/** The kinds of native objects that jobs of the kind are made of on a platform: not those of engines and parts that it lacks. */
export function childResources(kind: JobKind, catalog: Catalog): ChildResource[] {
  const has = ({ engine, part }: ChildResource): boolean => (engine === undefined || (catalog.engines ?? []).includes(engine)) && (part === undefined || catalog[part] !== undefined);
  return kind.children.filter(has);
}

/** Whether a native object of a job of the kind lasts as long as the job: suspended, running or ended. */
export function isLasting(kind: JobKind, child: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return kind.children.some(({ lasting, ...resource }) => lasting === true && resource.kind === child.kind && resource.apiVersion === child.apiVersion);
}
