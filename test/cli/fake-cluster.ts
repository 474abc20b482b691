import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Cluster, type PodPort } from '../../cli/cluster';
import { JOB_KINDS } from '../../lib';
import { LoopbackServer } from './loopback';

export interface Item {
  [key: string]: unknown;
  metadata: { name: string; namespace: string; uid?: string; labels?: Record<string, string> } & Record<string, unknown>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** The little of an API server that `ds` speaks with. */
export class FakeCluster extends LoopbackServer {
  readonly jobs = new Map<string, Item>();
  readonly pods: Item[] = [];
  /** Logs by `pod/container`. A function is asked at each request. */
  readonly logs = new Map<string, string | ((response: ServerResponse) => void)>();
  /** Answers in place of the usual ones, by `METHOD path`. */
  readonly answers = new Map<string, Answer>();
  readonly seen: Seen[] = [];
  /** Events of a watch, by path; it stays open. */
  readonly events = new Map<string, object[]>();
  /** Answers a watch, by path. */
  readonly watches = new Map<string, (response: ServerResponse) => void>();
  protected readonly server: Server = createServer((request, response) => void this.handle(request, response));

  /** Connections to pods that were asked for; what is sent comes back. */
  readonly forwarded: PodPort[] = [];

  /** Pods to which no connection can be made. */
  readonly lost = new Set<string>();

  private forward(target: PodPort, socket: Duplex): void {
    if (this.lost.has(target.pod)) throw new Error('it is lost');
    this.forwarded.push(target);
    socket.pipe(socket);
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  connect(): Cluster {
    return new Cluster({ server: new URL(this.address), namespace: 'team', authorise: async () => {}, forward: async (target, socket) => this.forward(target, socket) });
  }

  addJob(kind: string, name: string, rest: { namespace?: string; spec?: object; status?: object } = {}): Item {
    const { namespace = 'team', spec = { framework: 'python-3', size: 'CpuSmall', module: 'report' }, status } = rest;
    const plural = JOB_KINDS.find((known) => known.kind === kind)?.plural;
    const metadata = { name, namespace, uid: `uid-${name}`, resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{}] };
    const job: Item = { apiVersion: 'ds.bloomberg.com/v1', kind, metadata, spec, ...(status && { status }) };
    this.jobs.set(`${namespace}/${plural}/${name}`, job);
    return job;
  }

  addPod(job: Item, role: string, index: number, rest: { name?: string; created?: string; status?: object; labels?: Record<string, string> } = {}): Item {
    const labels = {
      'ds.bloomberg.com/job-kind': String(job.kind),
      'ds.bloomberg.com/job-name': job.metadata.name,
      'ds.bloomberg.com/role': role,
      'batch.kubernetes.io/job-completion-index': String(index),
      ...rest.labels,
    };
    const name = rest.name ?? `${job.metadata.name}-${role}-0-${index}-abcde`;
    const { namespace } = job.metadata;
    const status = rest.status ?? { containerStatuses: [{ name: 'main', state: { running: {} } }] };
    const pod: Item = {
      metadata: { name, namespace, uid: `uid-${name}`, creationTimestamp: rest.created ?? '2026-01-01T00:00:01Z', labels },
      spec: { initContainers: [{ name: 'environment' }], containers: [{ name: 'main' }] },
      status,
    };
    this.pods.push(pod);
    return pod;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.address);
    const body = await text(request);
    this.seen.push({ method: request.method ?? '', url: request.url ?? '', body: body === '' ? undefined : JSON.parse(body) });
    if (url.pathname.endsWith('/log')) return this.log(url, response);
    if (url.searchParams.has('watch')) return this.watch(url.pathname, response);
    const method = request.method ?? '';
    const { status, body: answer } = this.answers.get(`${method} ${url.pathname}`) ?? this.answer(method, url, body);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }

  private watch(path: string, response: ServerResponse): void {
    const answer = this.watches.get(path);
    if (answer !== undefined) return answer(response);
    response.write((this.events.get(path) ?? [{ type: 'BOOKMARK', object: {} }]).map((event) => `${JSON.stringify(event)}\n`).join(''));
  }

  private log(url: URL, response: ServerResponse): void {
    const pod = url.pathname.split('/').at(-2);
    const log = this.logs.get(`${pod}/${url.searchParams.get('container')}`) ?? '';
    if (typeof log === 'function') return log(response);
    const lines = log.split(/(?<=\n)/);
    const tail = url.searchParams.get('tailLines');
    response.end((tail === null ? lines : Number(tail) === 0 ? [] : lines.slice(-Number(tail))).join(''));
  }

  private answer(method: string, url: URL, body: string): Answer {
    const [, namespace, plural = '', name] = /^\/apis\/ds\.bloomberg\.com\/v1(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    if (url.pathname.endsWith('/pods')) return { status: 200, body: { items: this.pods.filter((pod) => matches(pod, url.searchParams.get('labelSelector') ?? '')) } };
    if (plural === '') return failure(404, 'NotFound', 'configmaps "ds-catalog" not found');
    if (method === 'POST') return this.create(JSON.parse(body) as Item, namespace ?? '', plural, url.searchParams.has('dryRun'));
    if (name !== undefined) return this.one(method, `${namespace}/${plural}/${name}`, body);
    const items = [...this.jobs].filter(([key]) => key.includes(`/${plural}/`) && (namespace === undefined || key.startsWith(`${namespace}/`)));
    return { status: 200, body: { metadata: { resourceVersion: '7' }, items: items.map(([, { apiVersion: _a, kind: _k, ...item }]) => item) } };
  }

  private one(method: string, key: string, body: string): Answer {
    const [, plural, name] = key.split('/');
    const job = this.jobs.get(key);
    if (job === undefined) return failure(404, 'NotFound', `${plural}.ds.bloomberg.com "${name}" not found`);
    if (method === 'DELETE') this.jobs.delete(key);
    if (method === 'PATCH') Object.assign(job.spec as object, (JSON.parse(body) as { spec?: object }).spec);
    return { status: 200, body: job };
  }

  private create(given: Item, namespace: string, plural: string, dryRun: boolean): Answer {
    const name = given.metadata.name ?? `${String(given.metadata.generateName)}${this.jobs.size + 1}`;
    const job = { ...given, metadata: { ...given.metadata, name } };
    if (this.jobs.has(`${namespace}/${plural}/${name}`)) return failure(409, 'AlreadyExists', `${plural}.ds.bloomberg.com "${name}" already exists`);
    if (!dryRun) this.jobs.set(`${namespace}/${plural}/${name}`, job);
    return { status: 201, body: job };
  }
}

/** An error as API servers put it. */
export function failure(status: number, reason: string, message: string, causes: object[] = []): Answer {
  return { status, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, reason, message, details: { causes } } };
}

function matches(pod: Item, selector: string): boolean {
  return selector.split(',').every((term) => pod.metadata.labels?.[term.split('=')[0] ?? ''] === term.split('=')[1]);
}
