import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { findProgram } from '../prerequisites';
import { waitFor } from '../wait';
import type { Box } from './box';
import { containerdConfiguration, networkConfiguration, networkFolder } from './configuration';

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

  async start(): Promise<void> {
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

  private ctr(...args: string[]): Promise<string> {
    return this.box.run(path.join(this.programs, 'ctr'), args);
  }
}
