import { DEFAULT_CATALOG } from '../catalog/default';
import type { Catalog, NodePoolSpec } from '../catalog/spec';
import { notebookGateway } from '../mesh/names';
import type { PlatformLayerSpec } from './spec';

/** The catalog of a platform: its own or the default one, with the pools of the layer `cluster`, the registry that all images come from, and the way in to notebooks. */
export function catalogOf(layer: PlatformLayerSpec, nodePools: Record<string, NodePoolSpec> = {}): Catalog {
  const catalog = layer.catalog ?? DEFAULT_CATALOG;
  const registryMirror = layer.registryMirror ?? catalog.registryMirror;
  const gateway = (layer.ingress && notebookGateway(layer.ingress, layer.mesh ?? {})) ?? catalog.notebookGateway;
  return {
    ...catalog,
    nodePools: { ...catalog.nodePools, ...nodePools },
    ...(registryMirror !== undefined && { registryMirror }),
    ...(gateway !== undefined && { notebookGateway: gateway }),
  };
}
