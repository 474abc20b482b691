import { ENVIRONMENT_CONTAINER } from '../lib/jobs/common/environment';
import { ApiError, explainApiError } from './api-error';
import type { ApiRequest, Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { type Io, print, printBytes, say } from './io';
import type { ClusterJob } from './jobs';
import { type JobPod, placeOf, type PodContainer } from './pods';

/** How logs are to be shown. */
export interface LogOptions {
  /** A container's name, or `all`. @default - main, or environment where that has failed */
  readonly container?: string;
  /** Only so many lines of the end of each log. */
  readonly tail?: number;
  readonly follow?: boolean;
  /** The bytes as the job has written them, with all that a terminal would obey. */
  readonly raw?: boolean;
}

/** A log that can be read. */
export interface LogTarget {
  readonly pod: JobPod;
  readonly container: PodContainer;
}

/** Shows logs of a job's pods, side by side. */
export class LogSession {
  /** Places whose logs were shown or asked for; from the second on, lines say whose they are. */
  private readonly places = new Set<string>();

  constructor(
    private readonly io: Io,
    private readonly cluster: Cluster,
    private readonly options: LogOptions,
  ) {}

  /** The containers whose logs are wanted, started or not. @throws CommandError for a container that no pod has */
  targets(pods: readonly JobPod[]): LogTarget[] {
    for (const pod of pods) this.places.add(placeOf(pod));
    const targets = pods.flatMap((pod) => this.containersOf(pod).map((container) => ({ pod, container })));
    const [pod] = pods;
    if (pod === undefined || targets.length > 0) return targets;
    const names = pod.containers.map(({ name }) => name).join(', ');
    throw new CommandError(EXIT.usage, `There is no container ${JSON.stringify(this.options.container)} in pod ${pod.name}. Allowed: ${names}, all. Choose one.`);
  }

  /** Prints a log to its end, or as long as its container runs. What the cluster refuses becomes a message, so that other logs go on. */
  async show({ metadata }: ClusterJob, target: LogTarget, signal?: AbortSignal): Promise<void> {
    const path = `/api/v1/namespaces/${encodeURIComponent(metadata.namespace ?? '')}/pods/${target.pod.name}/log`;
    const request: ApiRequest = { path, query: this.query(target), signal };
    try {
      if (this.options.raw) await this.showRaw(request, target);
      else for await (const line of this.cluster.lines(request)) await print(this.io, `${this.prefix(target)}${line}\n`);
    } catch (error) {
      if (signal?.aborted) return;
      if (!(error instanceof ApiError) || error.status === 401 || error.status === 403) throw error;
      say(this.io, `${placeOf(target.pod)}: ${explainApiError(error).message}`);
    }
  }

  /** A byte is one character here, so that none is changed. */
  private async showRaw(request: ApiRequest, target: LogTarget): Promise<void> {
    let begins = true;
    for await (const chunk of this.cluster.bytes(request)) {
      const prefix = this.prefix(target);
      const text: string = `${begins ? prefix : ''}${chunk.toString('latin1').replace(/\n(?=[^])/g, `\n${prefix}`)}`;
      begins = text.endsWith('\n');
      await printBytes(this.io, Buffer.from(text, 'latin1'));
    }
  }

  private query({ container }: LogTarget): Record<string, string | undefined> {
    const { follow, tail } = this.options;
    return { container: container.name, follow: follow ? 'true' : undefined, tailLines: tail?.toString() };
  }

  private containersOf(pod: JobPod): readonly PodContainer[] {
    const { container = this.usual(pod) } = this.options;
    return container === 'all' ? pod.containers : pod.containers.filter(({ name }) => name === container);
  }

  private usual({ containers, programs }: JobPod): string | undefined {
    if (containers.some(({ name, failed }) => name === ENVIRONMENT_CONTAINER && failed)) return ENVIRONMENT_CONTAINER;
    return containers.find(({ name }) => programs.includes(name))?.name ?? programs[0];
  }

  private prefix({ pod, container }: LogTarget): string {
    const place = this.places.size > 1 ? placeOf(pod) : '';
    const words = [place, this.options.container === 'all' ? container.name : ''].filter(Boolean);
    return words.length === 0 ? '' : `${words.join(' ')} | `;
  }
}
