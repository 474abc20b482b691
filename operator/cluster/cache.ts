import { LABELS } from '../../lib/api';
import { stableJson } from '../../lib/catalog/stable-json';
import { keptMetadata, list, object, text, type JsonObject } from '../../lib/observed/read';
import type { WatchedResource } from './resource';

/** An object that exists, as far as it is kept. */
export interface KeptObject {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** UID of the object that controls it. */
  readonly controller: string | undefined;
  /** Name of the job that its label tells. */
  readonly job: string | undefined;
  readonly deleting: boolean;
  /** The word for its state, where its resource has one. @see {@link WatchedResource.stateOf} */
  readonly state: string | undefined;
  /** What is kept of it, as JSON: a tenth of the memory of the object itself. */
  readonly json: string;
}

/** A change of an object as far as it is kept; with neither before nor after there is none. */
export interface Change {
  readonly before: KeptObject | undefined;
  readonly after: KeptObject | undefined;
  /** Whether it is the operator's own: it knows what it has written. */
  readonly own: boolean;
}

/** So many objects that are gone are remembered: an answer that told of one when it was there comes moments later, not more. */
const GONE_REMEMBERED = 1000;

/** The objects of a resource that exist, found by namespace and name, by the object that controls them, and by the job that their label tells. */
export class ObjectCache {
  private readonly byNamespace = new Map<string, Map<string, KeptObject>>();
  private readonly byController = new Map<string, Set<KeptObject>>();
  private readonly byJob = new Map<string, Set<KeptObject>>();
  /** Statuses that are being written, by the object's UID: the watch may tell of one before the answer does. */
  private readonly written = new Map<string, string>();
  /** UIDs of objects that are gone, the latest last. None comes back. */
  private readonly gone = new Set<string>();

  constructor(
    readonly resource: WatchedResource,
    private readonly changed: (change: Change) => void = () => undefined,
  ) {}

  get size(): number {
    return [...this.byNamespace.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get(namespace: string, name: string): KeptObject | undefined {
    return this.byNamespace.get(namespace)?.get(name);
  }

  *all(): Iterable<KeptObject> {
    for (const objects of this.byNamespace.values()) yield* objects.values();
  }

  inNamespace(namespace: string): Iterable<KeptObject> {
    return this.byNamespace.get(namespace)?.values() ?? [];
  }

  controlledBy(uid: string): Iterable<KeptObject> {
    return this.byController.get(uid) ?? [];
  }

  ofJob(namespace: string, job: string): Iterable<KeptObject> {
    return this.byJob.get(keyOf(namespace, job)) ?? [];
  }

  /** Writes the status of an object, which then is the operator's own change, whoever tells of it first. */
  async write(uid: string, status: object, call: () => Promise<JsonObject>): Promise<void> {
    this.written.set(uid, stableJson(status));
    try {
      this.put(await call(), true);
    } finally {
      this.written.delete(uid);
    }
  }

  /**
   * Takes in an object as the server told it, unless a later state is known: what the operator writes is known before its watch tells, and
   * the answer to a write may come after the watch has told that the object is gone.
   */
  put(value: JsonObject, own = this.isWritten(value)): void {
    const after = kept(value, this.resource);
    if (after === undefined || this.gone.has(after.uid)) return;
    const before = this.get(after.namespace, after.name);
    if (before !== undefined && isOlder(after.version, before.version)) return;
    if (before !== undefined) this.unlink(before);
    this.link(after);
    if (before?.uid !== after.uid || before.json !== after.json) this.changed({ before, after, own });
  }

  private isWritten({ metadata, status }: JsonObject): boolean {
    const written = this.written.get(text(object(metadata).uid) ?? '');
    return written !== undefined && written === stableJson(object(status));
  }

  /** Forgets an object that is gone; another of its name stays. */
  remove(value: JsonObject): void {
    const { namespace, name, uid } = object(value.metadata);
    const before = this.get(text(namespace) ?? '', text(name) ?? '');
    if (before !== undefined && before.uid === uid) this.forget(before);
  }

  /** Forgets an object that the server says is deleted; it does not come back. */
  deleted(value: JsonObject): void {
    const uid = text(object(value.metadata).uid);
    if (uid !== undefined) this.gone.add(uid);
    for (const oldest of this.gone) {
      if (this.gone.size <= GONE_REMEMBERED) break;
      this.gone.delete(oldest);
    }
    this.remove(value);
  }

  /** Forgets all but the objects with these UIDs, which are all that there were at a version: what came later is not among them, and stays. */
  retain(uids: ReadonlySet<string>, version: string): void {
    for (const one of [...this.all()]) {
      if (!uids.has(one.uid) && !isOlder(version, one.version)) this.forget(one);
    }
  }

  /** Forgets all: the server has no such kind any more. */
  clear(): void {
    for (const one of [...this.all()]) this.forget(one);
  }

  private forget(one: KeptObject): void {
    this.unlink(one);
    this.changed({ before: one, after: undefined, own: false });
  }

  private link(one: KeptObject): void {
    const objects = this.byNamespace.get(one.namespace) ?? new Map<string, KeptObject>();
    this.byNamespace.set(one.namespace, objects.set(one.name, one));
    add(this.byController, one.controller, one);
    add(this.byJob, one.job && keyOf(one.namespace, one.job), one);
  }

  private unlink(one: KeptObject): void {
    const objects = this.byNamespace.get(one.namespace);
    objects?.delete(one.name);
    if (objects?.size === 0) this.byNamespace.delete(one.namespace);
    drop(this.byController, one.controller, one);
    drop(this.byJob, one.job && keyOf(one.namespace, one.job), one);
  }
}

/** One text for a name in a namespace; neither may hold a slash. */
export function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function kept(value: JsonObject, { keep, stateOf, apiVersion, kind }: WatchedResource): KeptObject | undefined {
  const metadata = object(value.metadata);
  const [uid, name] = [text(metadata.uid), text(metadata.name)];
  if (uid === undefined || name === undefined) return undefined;
  // Lists do not repeat the type of what they hold, and objects of metadata alone have another.
  const typed = { ...value, apiVersion, kind };
  const content = keep === undefined ? { apiVersion, kind, metadata: keptMetadata(metadata) } : keep(typed);
  return {
    uid,
    name,
    namespace: text(metadata.namespace) ?? '',
    version: text(metadata.resourceVersion) ?? '',
    controller: controllerOf(metadata),
    job: text(object(metadata.labels)[LABELS.jobName]),
    deleting: metadata.deletionTimestamp !== undefined,
    state: stateOf?.(content),
    json: JSON.stringify(content),
  };
}

/** UID of the object that controls one with such metadata. */
export function controllerOf(metadata: JsonObject): string | undefined {
  const owner = list(metadata.ownerReferences).map(object).find((reference) => reference.controller === true);
  return text(owner?.uid);
}

/** Versions of one object can be compared as numbers. @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/5504-comparable-resource-version */
function isOlder(version: string, than: string): boolean {
  return version.length === than.length ? version < than : version.length < than.length;
}

function add(index: Map<string, Set<KeptObject>>, key: string | undefined, one: KeptObject): void {
  if (key === undefined) return;
  const set = index.get(key);
  if (set === undefined) index.set(key, new Set([one]));
  else set.add(one);
}

function drop(index: Map<string, Set<KeptObject>>, key: string | undefined, one: KeptObject): void {
  const set = key === undefined ? undefined : index.get(key);
  if (key === undefined || set === undefined) return;
  set.delete(one);
  if (set.size === 0) index.delete(key);
}
