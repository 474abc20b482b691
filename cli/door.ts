import type { Duplex } from 'node:stream';
import type { Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { describe } from './follow';
import { type Io, say } from './io';
import { type ClusterJob, findJob, isHeld, mayStartAgain, shortName } from './jobs';
import { findPods } from './pods';
import type { Reference } from './references';

/** A notebook and where it is. */
export interface Place {
  readonly reference: Reference;
  readonly namespace: string;
  /** Port of its pod. */
  readonly port: number;
}

/** The way to the pod in which a notebook runs. When it was started again meanwhile, the way leads to its new pod. */
export class Door {
  private told = '';

  private constructor(
    private readonly io: Io,
    private readonly cluster: Cluster,
    private readonly place: Place,
    private pod: string,
  ) {}

  /** @throws CommandError if the notebook does not run */
  static async to(io: Io, cluster: Cluster, notebook: ClusterJob, place: Place): Promise<Door> {
    return new Door(io, cluster, place, await podOf(cluster, notebook, place));
  }

  /** Carries one connection. If that cannot be, it is closed, and once told why. */
  async carry(socket: Duplex): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      await this.forward(socket).catch((error: unknown) => this.forwardAnew(socket, error));
      this.told = '';
    } catch (error) {
      socket.destroy();
      this.tell((error as Error).message);
    }
  }

  private async forwardAnew(socket: Duplex, error: unknown): Promise<void> {
    const { reference, namespace } = this.place;
    const pod = await podOf(this.cluster, await findJob(this.cluster, reference, namespace), this.place);
    const reason = (error as { message?: string }).message || 'no reason is given';
    if (pod === this.pod) throw new Error(`A connection to the notebook failed: ${reason}. May you use pods/portforward in namespace ${namespace}?`, { cause: error });
    this.pod = pod;
    this.tell(`The notebook was started again: connections lead to its new pod ${pod}.`);
    await this.forward(socket);
  }

  private forward(socket: Duplex): Promise<void> {
    const { namespace, port } = this.place;
    return this.cluster.forward({ namespace, pod: this.pod, port }, socket);
  }

  /** A browser tries again and again. */
  private tell(message: string): void {
    if (message !== this.told) say(this.io, message);
    this.told = message;
  }
}

/** Name of the pod that a notebook runs in. @throws CommandError that says why it does not run */
async function podOf(cluster: Cluster, notebook: ClusterJob, { namespace }: Place): Promise<string> {
  const [pod] = await findPods(cluster, notebook, {});
  if (pod !== undefined && notebook.status?.phase === 'Running') return pod.name;
  const fix = isHeld(notebook) || mayStartAgain(notebook) ? ` Start it with: ds resume ${shortName(notebook)} -n ${namespace}` : '';
  throw new CommandError(EXIT.notFound, `${describe(notebook)}${fix}`);
}
