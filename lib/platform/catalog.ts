import { DEFAULT_CATALOG } from '../catalog/default';
import type { Catalog, NodePoolSpec } from '../catalog/spec';
import type { PlatformLayerSpec } from './spec';

/** The catalog of a platform: its own or the default one, with the pools of the layer `cluster`, and with the registry that all images come from. */
export function catalogOf(layer: PlatformLayerSpec, nodePools: Record<string, NodePoolSpec> = {}): Catalog {
  const catalog = layer.catalog ?? DEFAULT_CATALOG;
  const registryMirror = layer.registryMirror ?? catalog.registryMirror;
  return { ...catalog, nodePools: { ...catalog.nodePools, ...nodePools }, ...(registryMirror !== undefined && { registryMirror }) };
}
