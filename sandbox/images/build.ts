import * as path from 'node:path';
import { writeArchive } from './archive';
import { cached } from './cache';
import { imageDefinition, imageReference, type ImageName } from './catalogue';

export type { ImageName } from './catalogue';

/** Builds the images that the cache lacks; returns the path of each one's OCI archive, to be imported into containerd. */
export async function buildImages<Name extends ImageName>(names: readonly Name[]): Promise<Record<Name, string>> {
  const archives: Partial<Record<Name, string>> = {};
  for (const name of names) archives[name] = await buildImage(name);
  return archives as Record<Name, string>;
}

async function buildImage(name: ImageName): Promise<string> {
  const { layers, config } = imageDefinition(name);
  const image = { reference: imageReference(name), layers: await layers(), config };
  // A layer's file is named after what is in it.
  const inputs = { ...image, layers: image.layers.map((layer) => path.basename(layer)) };
  return cached({ area: 'images', name, inputs, build: (target) => writeArchive(image, target) });
}
