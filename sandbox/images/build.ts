import * as path from 'node:path';
import { cached } from './cache';
import { imageDefinition, imageReference, type ImageName } from './catalogue';
import { writeLayout } from './layout';

export type { ImageName } from './catalogue';

/** Builds the images that the cache lacks; returns the folder of each one, in the layout of OCI, to be imported into containerd. */
export async function buildImages<Name extends ImageName>(names: readonly Name[]): Promise<Record<Name, string>> {
  const folders: Partial<Record<Name, string>> = {};
  for (const name of names) folders[name] = await buildImage(name);
  return folders as Record<Name, string>;
}

async function buildImage(name: ImageName): Promise<string> {
  const { layers, config } = imageDefinition(name);
  const image = { reference: imageReference(name), layers: await layers(), config };
  // A layer's file is named after what is in it.
  const inputs = { ...image, layers: image.layers.map((layer) => path.basename(layer)) };
  return cached({ area: 'image-layouts', name, inputs, build: (target) => writeLayout(image, target) });
}
