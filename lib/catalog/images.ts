import { mirrored } from '../k8s/image';
import type { Catalog } from './spec';

/** The image with Node.js that the platform's own programs run on. */
export function nodeImage({ images, registryMirror }: Catalog): string {
  return mirrored(images?.node ?? 'docker.io/library/node:24.21.0-slim', registryMirror);
}
