import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { fileDigest } from './cache';

/** What a container of the image starts with. @see https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  /** A number where pods ask for `runAsNonRoot`: the kubelet cannot judge a name. */
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
}

export interface Image {
  readonly reference: string;
  /** Uncompressed tar files, the lowest first. */
  readonly layers: readonly string[];
  readonly config: ImageConfig;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const MEDIA = 'application/vnd.oci.image';
const PLATFORM = { architecture: process.arch === 'x64' ? 'amd64' : process.arch, os: 'linux' };

/**
 * Writes an image as a folder in the layout of OCI, without any daemon. Layers are links to their files: nothing is copied.
 * Layers stay uncompressed: a node on the same machine gains nothing from compression.
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeLayout(image: Image, target: string): Promise<void> {
  const blobs = blobFolder(target);
  await fs.mkdir(blobs, { recursive: true });
  const layers: Descriptor[] = [];
  for (const layer of image.layers) layers.push(await linkLayer(blobs, layer));
  const config = await writeJson(blobs, `${MEDIA}.config.v1+json`, {
    ...PLATFORM,
    config: image.config,
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.digest) },
  });
  const mediaType = `${MEDIA}.manifest.v1+json`;
  const manifest = await writeJson(blobs, mediaType, { schemaVersion: 2, mediaType, config, layers });
  await writeIndex(target, image.reference, manifest);
}

/** Where a layout has its blobs, each under its digest. */
export function blobFolder(layout: string): string {
  return path.join(layout, 'blobs', 'sha256');
}

async function linkLayer(blobs: string, layer: string): Promise<Descriptor> {
  const digest = await fileDigest(layer);
  await fs.link(layer, path.join(blobs, digest));
  return { mediaType: `${MEDIA}.layer.v1.tar`, digest: `sha256:${digest}`, size: (await fs.stat(layer)).size };
}

async function writeJson(blobs: string, mediaType: string, value: unknown): Promise<Descriptor> {
  const text = JSON.stringify(value);
  const digest = createHash('sha256').update(text).digest('hex');
  await fs.writeFile(path.join(blobs, digest), text);
  return { mediaType, digest: `sha256:${digest}`, size: Buffer.byteLength(text) };
}

async function writeIndex(layout: string, reference: string, manifest: Descriptor): Promise<void> {
  const tag = reference.slice(reference.lastIndexOf(':') + 1);
  const annotations = { 'io.containerd.image.name': reference, 'org.opencontainers.image.ref.name': tag };
  const index = { schemaVersion: 2, manifests: [{ ...manifest, platform: PLATFORM, annotations }] };
  await fs.writeFile(path.join(layout, 'index.json'), JSON.stringify(index));
  await fs.writeFile(path.join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}
