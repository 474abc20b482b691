import { createHash } from 'node:crypto';
import { binaries } from './binaries';
import { bringUp } from './bring-up';
import { createUser } from './credentials';
import type { ClusterContext } from './engines/context';
import { type GatewayAddress, type GatewayOptions, installGateway } from './gateway/install';
import { installSimpleHdfs, userKeytab } from './hadoop/install';
import type { HadoopUser } from './hadoop/realm';
import { kubectlOf, type Kubectl } from './kubectl';
import { withLock } from './lock';
import { Containerd } from './node/containerd';
import { daemonsOf, openBox, openPlace } from './open';
import { cacheFolder, stateFolder } from './paths';
import type { Place } from './place';
import { differences, makePlan, type Plan, type SandboxOptions, validName } from './plan';
import { credentialsFolder, kubeconfigFile, readRecord, type SandboxRecord } from './record';
import { addSimulatedNodes, type SimulatedNodes } from './simulated';
import { readStatus, type SandboxStatus } from './status';
import { remove } from './teardown';

export type { Engine, KubernetesVersion, SandboxOptions } from './plan';
export type { SimulatedNodes } from './simulated';
export type { SandboxStatus } from './status';

/** A Kubernetes of our own on this machine. */
export class Sandbox {
  readonly name: string;
  /** Path of the administrator's kubeconfig, which carries its certificates. */
  readonly kubeconfig: string;
  /** What it was brought up with. */
  readonly plan: Plan;
  private readonly run: Kubectl;
  private readonly context: ClusterContext;

  private constructor(private readonly record: SandboxRecord) {
    this.plan = record.plan;
    this.name = record.plan.name;
    this.kubeconfig = kubeconfigFile(this.name);
    this.run = kubectlOf(record);
    this.context = { kubectl: this.run };
  }

  /** Brings a sandbox up from nothing, or finds it up. What an earlier one of that name left behind is removed. */
  static async up(options: SandboxOptions = {}): Promise<Sandbox> {
    const plan = makePlan(options);
    return withLock(lockFile(plan.name), async () => {
      const running = Sandbox.find(plan.name);
      if (running !== undefined) return running.insteadOf(options);
      await remove(plan.name);
      try {
        return new Sandbox(await unlessAborted(bringUp(plan), options.signal));
      } catch (error) {
        await remove(plan.name);
        throw error;
      }
    });
  }

  /** The sandbox of that name, if it is up with all that it started. */
  static find(name = 'default'): Sandbox | undefined {
    const record = readRecord(name);
    if (record === undefined || !record.ready) return undefined;
    const running = [...daemonsOf(record).values()];
    return running.length > 0 && running.every(Boolean) ? new Sandbox(record) : undefined;
  }

  /** Ends and removes the sandbox of that name, or what is left of one. */
  static async remove(name: string): Promise<void> {
    await withLock(lockFile(name), () => remove(name));
  }

  /** What of the sandbox runs, also of one that is half gone; undefined when there is none. */
  static async status(name = 'default'): Promise<SandboxStatus | undefined> {
    const record = readRecord(name);
    return record === undefined ? undefined : readStatus(record, daemonsOf(record));
  }

  /** Ends and removes everything of the sandbox. */
  down(): Promise<void> {
    return Sandbox.remove(this.name);
  }

  status(): Promise<SandboxStatus> {
    return readStatus(this.record, daemonsOf(this.record));
  }

  /** Runs kubectl as the administrator and returns what it prints. @param input given to its standard input */
  kubectl(args: readonly string[], input?: string): Promise<string> {
    return this.run(args, input);
  }

  /** Kills one of its daemons, such as `kube-apiserver`, with SIGKILL. Until it is started again the sandbox does not count as up. */
  async kill(daemon: string): Promise<void> {
    await this.placeOf(daemon).kill(daemon);
  }

  /** Starts a daemon that was killed, with the arguments that it had. */
  async startAgain(daemon: string): Promise<void> {
    await this.placeOf(daemon).startAgain(daemon);
  }

  /** Makes a user of the cluster, without rights beyond those of the groups, and returns the path of a kubeconfig. @param user of a-z, 0-9 and `-` */
  addUser(user: string, groups: readonly string[]): Promise<string> {
    return createUser(credentialsFolder(this.name), this.record.server, validName(user), groups);
  }

  /** The keytab of a user of the sandbox's realm, in base64. */
  hadoopKeytab(user: HadoopUser): Promise<string> {
    return userKeytab(this.context, user);
  }

  /** Brings up another HDFS beside that with Kerberos, `hdfs://SIMPLE`: it believes whom it is told. */
  addSimpleHdfs(): Promise<void> {
    return installSimpleHdfs(this.context);
  }

  /** Starts Istio's control plane, and Envoy as its gateway; the image `envoy` must be among those that the sandbox was brought up with. */
  async addGateway(options: GatewayOptions): Promise<GatewayAddress> {
    const box = openBox(this.record);
    if (box === undefined) throw new Error(`Sandbox '${this.name}' has no real node that a gateway could run on.`);
    const plane = { box, programs: await binaries('istio'), kubeconfig: this.kubeconfig, folder: stateFolder(this.name) };
    return installGateway(this.context, plane, options);
  }

  /** Makes the image of an OCI archive available to pods on the real node. */
  async importImage(archive: string): Promise<void> {
    const box = openBox(this.record);
    if (box === undefined || this.record.runtime === undefined) {
      throw new Error(`Sandbox '${this.name}' has no real node to import images to.`);
    }
    await new Containerd(box, this.record.runtime, stateFolder(this.name)).importImage(archive);
  }

  /** Adds nodes that only pretend to run pods; ones that are there already stay. */
  async addSimulatedNodes(nodes: SimulatedNodes): Promise<void> {
    if (!daemonsOf(this.record).has('kwok')) {
      throw new Error(`Sandbox '${this.name}' has no controllers: bring it up with simulatedNodes to have some.`);
    }
    await addSimulatedNodes(this.run, this.plan, nodes);
  }

  private placeOf(daemon: string): Place {
    const place = openPlace(this.record);
    if (place?.daemons().has(daemon) !== true) throw new Error(`Sandbox '${this.name}' has no daemon '${daemon}'.`);
    return place;
  }

  private insteadOf(options: SandboxOptions): Sandbox {
    const found = differences(this.plan, options);
    if (found.length === 0) return this;
    const remedy = `Take it down first: npm run sandbox -- down ${this.name}`;
    throw new Error(`Sandbox '${this.name}' is up, but ${found.join(', and ')}. ${remedy}`);
  }
}

/** What still starts after an abort fails: the sandbox's folder is gone by then. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Interrupted.')), { once: true });
  });
  return Promise.race([work, aborted]);
}

/** Outside of the state folder, which comes and goes while the lock is held. */
function lockFile(name: string): string {
  const id = createHash('sha256').update(stateFolder(name)).digest('hex').slice(0, 16);
  return cacheFolder('locks', `${id}.lock`);
}
