import type { KubeObject } from '../../lib/k8s/object';
import { object, text, type JsonObject } from '../../lib/observed/read';
import { ApiError } from '../cluster/api-error';
import { controllerOf, type KeptObject, type ObjectCache } from '../cluster/cache';
import type { ApiClient, Call } from '../cluster/client';
import { collectionPath, objectPath, type WatchedResource } from '../cluster/resource';

/** Who writes, as the API server remembers it. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers */
export const FIELD_MANAGER = 'ds-operator';

/** A job, as far as it must be known to write for it. */
export interface JobReference {
  readonly resource: WatchedResource;
  readonly kept: KeptObject;
}

/** What the API server refused, and will refuse again as long as the job is as it is. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** An object of the name is there and goes, or is not seen yet: it is tried again. */
export class InTheWay extends Error {
  override readonly name = 'InTheWay';
}

/** Writes the objects and statuses of jobs, and tells the caches at once, since watches tell later. */
export class ObjectWriter {
  constructor(
    private readonly client: ApiClient,
    private readonly counted: (verb: string, plural: string, code: number) => void,
  ) {}

  /**
   * Writes a job's status, if the job still is as it was seen: what is written was judged by that.
   * @throws ApiError with code 409 if the job has changed meanwhile
   */
  async writeStatus({ resource, kept }: JobReference, status: object, cache: ObjectCache): Promise<void> {
    const { namespace, name, uid, version } = kept;
    const body = { apiVersion: resource.apiVersion, kind: resource.kind, metadata: { namespace, name, uid, resourceVersion: version }, status };
    await cache.write(uid, status, () => this.call('update status', resource, { method: 'PUT', path: `${objectPath(resource, kept)}/status?fieldManager=${FIELD_MANAGER}`, body }));
  }

  /**
   * Makes an object of a job. It is created and not applied: an object of the name that is there is never changed, whoever made it.
   * @throws Refused, InTheWay, or what the client throws
   */
  async create(made: KubeObject, { resource: owner, kept }: JobReference, cache: ObjectCache): Promise<void> {
    const { apiVersion, kind } = owner;
    const reference = { apiVersion, kind, name: kept.name, uid: kept.uid, controller: true, blockOwnerDeletion: true };
    const body = { ...made, metadata: { ...made.metadata, namespace: kept.namespace, ownerReferences: [reference] } };
    try {
      cache.put(await this.call('create', cache.resource, { method: 'POST', path: `${collectionPath(cache.resource, kept.namespace)}?fieldManager=${FIELD_MANAGER}`, body }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 409) return this.adopt(made, kept, cache);
      throw error.refusal ? new Refused(`${made.kind} ${made.metadata.name}: ${error.message}`) : error;
    }
  }

  /** Removes an object, unless another of its name has taken its place. */
  async remove({ namespace, name, uid }: KeptObject, { resource }: ObjectCache): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid }, propagationPolicy: 'Background' };
    try {
      await this.call('delete', resource, { method: 'DELETE', path: objectPath(resource, { namespace, name }), body });
    } catch (error) {
      if (!(error instanceof ApiError && (error.code === 404 || error.code === 409))) throw error;
    }
  }

  /** Reads an object anew; one that is gone is forgotten. */
  async refresh(kept: KeptObject, cache: ObjectCache): Promise<void> {
    try {
      cache.put(await this.call('get', cache.resource, { method: 'GET', path: objectPath(cache.resource, kept) }));
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 404)) throw error;
      cache.remove({ metadata: { namespace: kept.namespace, name: kept.name, uid: kept.uid } });
    }
  }

  /** An object of the name is there: ours, made a moment ago or by an operator before this one, or somebody else's. */
  private async adopt(made: KubeObject, job: KeptObject, cache: ObjectCache): Promise<void> {
    const there = await this.call('get', cache.resource, { method: 'GET', path: objectPath(cache.resource, { namespace: job.namespace, name: made.metadata.name }) });
    const metadata = object(there.metadata);
    if (controllerOf(metadata) === job.uid) return cache.put(there);
    if (text(metadata.deletionTimestamp) !== undefined) throw new InTheWay(`${made.kind} ${made.metadata.name} of an earlier job is on its way out.`);
    throw new Refused(`${made.kind} ${made.metadata.name} exists already and is not this job's. Delete it, or give the job another name`);
  }

  private async call(verb: string, { plural }: WatchedResource, call: Call): Promise<JsonObject> {
    try {
      const answer = await this.client.call(call);
      this.counted(verb, plural, 200);
      return answer;
    } catch (error) {
      this.counted(verb, plural, error instanceof ApiError ? error.code : 0);
      throw error;
    }
  }
}
