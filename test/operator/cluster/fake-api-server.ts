import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from '../../../operator/cluster/client';

type Json = Record<string, unknown>;
interface Stored extends Json {
  metadata: { name: string; namespace: string; uid: string; resourceVersion: string; labels?: Record<string, string> } & Json;
}
interface Event {
  readonly version: number;
  readonly collection: string;
  readonly type: string;
  readonly object: Stored;
}
interface Watcher {
  readonly collection: string;
  readonly response: ServerResponse;
}

/** A request that the server has answered. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json;
}

/** What the operator uses of an API server, over real HTTP: lists in pages, watches from a version, writes under conditions. */
export class FakeApiServer {
  readonly answered: Answered[] = [];
  /** Answers in place of the server's own, for the requests that it chooses. */
  refuse: (request: Answered) => { code: number; message: string } | undefined = () => undefined;
  /** Leaves the requests that it chooses without an answer. */
  hang: (request: Answered) => boolean | Promise<boolean> = () => false;
  private readonly objects = new Map<string, Stored>();
  private readonly history: Event[] = [];
  private watchers: Watcher[] = [];
  private version = 100;
  private oldest = 0;
  private listed: { readonly version: number; readonly all: readonly Stored[] } = { version: 0, all: [] };
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<ApiClient> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return new ApiClient({ url: this.url, token: () => 'token' });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Puts an object there, or changes it, as somebody else would. */
  put(collection: string, object: Json): Stored {
    const metadata = object.metadata as Stored['metadata'];
    const key = keyOf(collection, metadata.namespace, metadata.name);
    const before = this.objects.get(key);
    this.version += 1;
    const stored = { ...object, metadata: { ...metadata, uid: before?.metadata.uid ?? metadata.uid ?? `uid-${this.version}`, resourceVersion: String(this.version) } } as Stored;
    this.objects.set(key, stored);
    this.tell({ version: this.version, collection, type: before === undefined ? 'ADDED' : 'MODIFIED', object: stored });
    return stored;
  }

  get(collection: string, namespace: string, name: string): Stored | undefined {
    return this.objects.get(keyOf(collection, namespace, name));
  }

  all(collection: string): Stored[] {
    return [...this.objects].filter(([key]) => key.startsWith(`${collection} `)).map(([, object]) => object);
  }

  remove(collection: string, namespace: string, name: string): void {
    const key = keyOf(collection, namespace, name);
    const before = this.objects.get(key);
    if (before === undefined) return;
    this.objects.delete(key);
    this.version += 1;
    this.tell({ version: this.version, collection, type: 'DELETED', object: { ...before, metadata: { ...before.metadata, resourceVersion: String(this.version) } } });
  }

  /** Cuts all watches in the middle, as a server that is restarted does. */
  cutWatches(): void {
    for (const { response } of this.watchers) response.destroy();
    this.watchers = [];
  }

  /** Sends all watches a bookmark. */
  bookmark(): void {
    for (const { response } of this.watchers) response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: String(this.version) } } })}\n`);
  }

  /** Forgets what has happened until now: a watch from an earlier version is told that it is gone. */
  compact(): void {
    this.oldest = this.version;
  }

  /** Changes something that nobody watches, so that versions go on. */
  pass(): void {
    this.version += 1;
  }

  private tell(event: Event): void {
    this.history.push(event);
    for (const { response } of this.watchers.filter(({ collection }) => collection === event.collection)) send(response, event);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Json);
    const asked = { method: request.method ?? '', path: url.pathname, query: url.searchParams, body };
    this.answered.push(asked);
    if (await this.hang(asked)) return;
    const refused = this.refuse(asked);
    if (refused !== undefined) return status(response, refused.code, refused.message);
    const { resource, namespace, name, part } = placeOf(asked.path);
    if (asked.method === 'GET' && url.searchParams.get('watch') === 'true') return this.watch(resource, asked, response);
    if (asked.method === 'GET' && name === undefined) return this.list(resource, asked, response);
    return this.single({ resource, namespace, name, part }, asked, response);
  }

  private watch(collection: string, { query }: Answered, response: ServerResponse): void {
    const from = Number(query.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: `too old resource version: ${from}` } })}\n`);
      return;
    }
    for (const event of this.history.filter((one) => one.version > from && one.collection === collection)) send(response, event);
    this.watchers.push({ collection, response });
  }

  private list(collection: string, { query }: Answered, response: ServerResponse): void {
    const limit = Number(query.get('limit') ?? 0) || Number.POSITIVE_INFINITY;
    const start = Number(query.get('continue') ?? 0);
    // All pages are of one moment.
    if (start === 0) this.listed = { version: this.version, all: this.all(collection) };
    const { version, all } = this.listed;
    const next = start + limit < all.length ? String(start + limit) : '';
    json(response, 200, { metadata: { resourceVersion: String(version), continue: next }, items: all.slice(start, start + limit) });
  }

  private single(of: { resource: string; namespace: string; name: string | undefined; part: string | undefined }, { method, body }: Answered, response: ServerResponse): void {
    const metadata = (body.metadata ?? {}) as Stored['metadata'];
    const name = of.name ?? metadata.name;
    const there = this.get(of.resource, of.namespace, name);
    if (method === 'POST') {
      if (there !== undefined) return status(response, 409, `${name} already exists`);
      return json(response, 201, this.put(of.resource, { ...body, metadata: { ...metadata, namespace: of.namespace } }));
    }
    if (there === undefined) return status(response, 404, `${name} not found`);
    if (conflicts(there, method, body)) return status(response, 409, 'the object is not the one that was meant');
    if (method === 'PUT') return json(response, 200, this.put(of.resource, of.part === 'status' ? { ...there, status: body.status } : { ...body, metadata: { ...there.metadata } }));
    if (method === 'DELETE') this.remove(of.resource, of.namespace, name);
    json(response, 200, there);
  }
}

/** Whether a write is meant for another state, or another object, than is there. */
function conflicts({ metadata: { uid, resourceVersion } }: Stored, method: string, body: Json): boolean {
  const wanted = (method === 'PUT' ? body.metadata : body.preconditions) as { uid?: string; resourceVersion?: string } | undefined;
  return [[wanted?.uid, uid], [wanted?.resourceVersion, resourceVersion]].some(([asked, there]) => asked !== undefined && asked !== there);
}

/** `/apis/GROUP/VERSION[/namespaces/NAMESPACE]/RESOURCE[/NAME[/PART]]`, or the same below `/api/VERSION`. */
function placeOf(path: string): { resource: string; namespace: string; name: string | undefined; part: string | undefined } {
  const parts = path.split('/').slice(path.startsWith('/apis/') ? 4 : 3);
  const [namespace, [resource = '', name, part]] = parts[0] === 'namespaces' && parts.length > 2 ? [parts[1] ?? '', parts.slice(2)] : ['', parts];
  return { resource, namespace, name, part };
}

function keyOf(collection: string, namespace: string, name: string): string {
  return `${collection} ${namespace}/${name}`;
}

function send(response: ServerResponse, { type, object }: Event): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

function json(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function status(response: ServerResponse, code: number, message: string): void {
  json(response, code, { kind: 'Status', code, message });
}
