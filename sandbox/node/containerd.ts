import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cached } from '../images/cache';
import { blobFolder } from '../images/layout';
import { findProgram } from '../prerequisites';
import { waitFor } from '../wait';
import type { Box } from './box';
import { containerdConfiguration, networkConfiguration, networkFolder } from './configuration';
import { copyImages, storeFolder } from './image-store';

/** The container runtime of a box. */
export class Containerd {
  /**
   * @param programs folder of containerd, its shim and ctr
   * @param folder the sandbox's state folder
   */
  constructor(
    private readonly box: Box,
    private readonly programs: string,
    private readonly folder: string,
  ) {}

  /**
   * Starts it with the images in these folders of OCI's layout. They are unpacked once for all sandboxes that have the same: that takes longer
   * than all else.
   */
  async startWith(layouts: readonly string[]): Promise<void> {
    const inputs = { layout: 1, images: layouts.map((layout) => path.basename(layout)).sort(), runtime: path.basename(this.programs) };
    const store = await cached({ area: 'image-stores', name: 'images', inputs, build: (target) => this.unpack(layouts, target) });
    if (!existsSync(storeFolder(this.folder))) await copyImages(store, storeFolder(this.folder));
    await this.start();
  }

  private async unpack(layouts: readonly string[], target: string): Promise<void> {
    await this.start();
    for (const layout of layouts) await this.importLayout(layout);
    await this.box.kill('containerd');
    await copyImages(storeFolder(this.folder), target);
  }

  private async start(): Promise<void> {
    const network = networkFolder(this.folder);
    await fs.mkdir(network, { recursive: true });
    await fs.writeFile(path.join(network, 'pods.conflist'), JSON.stringify(networkConfiguration()));
    const config = path.join(this.folder, 'conf', 'containerd.toml');
    const runc = findProgram('runc');
    if (runc === undefined) throw new Error('runc is not installed.');
    await fs.writeFile(config, containerdConfiguration(this.folder, runc));
    // containerd looks for its shim on the PATH.
    const env = { PATH: `${this.programs}:${process.env.PATH}:/usr/sbin:/sbin` };
    const program = path.join(this.programs, 'containerd');
    await this.box.start({ name: 'containerd', program, args: ['--config', config], env });
    const answers = () =>
      this.ctr('version').then(
        () => true,
        () => false,
      );
    await waitFor('containerd to answer', answers, { timeout: 20_000, daemon: { place: this.box, name: 'containerd' } });
  }

  /** Makes the image of an OCI archive available to pods. */
  async importImage(archive: string): Promise<void> {
    // Locally, ctr unpacks while it reads; through the transfer service it takes longer.
    await this.ctr('--namespace', 'k8s.io', 'images', 'import', '--local', archive);
  }

  /**
   * Makes the image in a folder of OCI's layout available to pods. Its blobs become containerd's own by links, where the disk is the same: images
   * have gigabytes, and many sandboxes have the same ones.
   */
  private async importLayout(layout: string): Promise<void> {
    const store = path.join(storeFolder(this.folder), 'io.containerd.content.v1.content', 'blobs', 'sha256');
    await fs.mkdir(store, { recursive: true });
    for (const blob of await fs.readdir(blobFolder(layout))) await fs.link(path.join(blobFolder(layout), blob), path.join(store, blob)).catch(unlessLinked);
    // tar says with 1 that a file changed while it read it: another sandbox that links to a blob changes that too, but not what is in it.
    const pipe = '{ tar -C "$1" -cf - . || [ $? -eq 1 ]; } | "$2" --namespace k8s.io images import --local -';
    await this.box.run('bash', ['-o', 'pipefail', '-c', pipe, 'import', layout, path.join(this.programs, 'ctr')]);
  }

  private ctr(...args: string[]): Promise<string> {
    return this.box.run(path.join(this.programs, 'ctr'), args);
  }
}

/** Another image may have brought the blob; from another disk containerd copies what it is given. */
function unlessLinked(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'EXDEV') throw error;
}
