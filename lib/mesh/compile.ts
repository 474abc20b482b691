import { LABELS, MANAGED_BY } from '../api';
import type { KubeObject } from '../k8s/object';
import { resolveMesh, strictPeerAuthentication } from './names';
import type { MeshSpec } from './spec';

/** What holds for the whole mesh: no pod of it answers anybody who cannot prove who they are. */
export function compileMesh(mesh: MeshSpec): KubeObject[] {
  return [strictPeerAuthentication({ name: 'default', namespace: resolveMesh(mesh).rootNamespace, labels: { [LABELS.managedBy]: MANAGED_BY } })];
}
