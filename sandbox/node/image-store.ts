import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { run } from '../run';

/** Folders below containerd's own that hold nothing that is changed once it is written. */
const CONTENT = ['io.containerd.content.v1.content/blobs', 'io.containerd.snapshotter.v1.overlayfs/snapshots'];

/** Databases that say what of it belongs to which image: containerd writes in them. */
const DATABASES = ['io.containerd.metadata.v1.bolt/meta.db', 'io.containerd.snapshotter.v1.overlayfs/metadata.db'];

/** containerd's own folder in a sandbox's state folder. */
export function storeFolder(folder: string): string {
  return path.join(folder, 'containerd');
}

/**
 * Makes the images of one containerd, unpacked, those of another, of which nothing exists yet; neither may run. Where the disk is the same, files
 * are linked and not copied: what containers write goes to layers of their own.
 */
export async function copyImages(from: string, to: string): Promise<void> {
  for (const part of CONTENT) {
    const target = path.join(to, part);
    await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const copy = (...how: string[]) => run('cp', ['--archive', '--no-target-directory', ...how, path.join(from, part), target]);
    // Two mounts, though of one disk, cannot be linked.
    await copy('--link').catch(async () => {
      await fs.rm(target, { recursive: true, force: true });
      await copy();
    });
  }
  for (const part of DATABASES) {
    const target = path.join(to, part);
    await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    await fs.copyFile(path.join(from, part), target);
    await fs.chmod(target, 0o600);
  }
}
