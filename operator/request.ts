import { API_GROUP, API_VERSION } from '../lib/api';
import { type FieldError, PlatformError } from '../lib/errors';
import type { Job } from '../lib/jobs/kind';
import type { JobStatus } from '../lib/jobs/common/status';
import { JOB_KINDS } from '../lib/jobs/registry';
import type { KubeObject } from '../lib/k8s/object';
import { object, text } from '../lib/observed/read';

/**
 * Objects as Metacontroller sends them: by `<Kind>.<apiVersion>`, then by name.
 * @see https://metacontroller.github.io/metacontroller/api/compositecontroller.html#sync-hook-request
 */
export type ObjectsByKind = Readonly<Record<string, unknown>>;

/** What Metacontroller asks the customize hook. */
export interface CustomizeRequest {
  readonly parent: Job;
}

/** What Metacontroller asks the sync hook. */
export interface SyncRequest extends CustomizeRequest {
  /** Native objects of the job that exist. */
  readonly children: ObjectsByKind;
  /** Objects that the customize hook asked for. */
  readonly related: ObjectsByKind;
}

/** What the sync hook answers. */
export interface SyncResponse {
  readonly status: JobStatus;
  /** Native objects that shall exist; those that exist and are not listed are deleted. */
  readonly children: readonly KubeObject[];
  /** Ask again after so many seconds, even if nothing changes. */
  readonly resyncAfterSeconds?: number;
}

/**
 * The body of a call to a hook, checked as far as the hooks rely on it.
 * @throws PlatformError when it is not about a job of a kind that the platform knows
 */
export function readRequest(body: unknown): SyncRequest {
  const request = object(body);
  const parent = object(request.parent);
  const errors = identityErrors(parent);
  if (errors.length > 0) {
    throw new PlatformError('InvalidManifest', 'hook request', errors);
  }
  const kind = text(parent.kind);
  const apiVersion = `${API_GROUP}/${API_VERSION}`;
  if (parent.apiVersion !== apiVersion || !JOB_KINDS.some((known) => known.kind === kind)) {
    const known = JOB_KINDS.map((definition) => definition.kind).join(', ');
    throw new PlatformError('UnknownKind', 'hook request', [
      {
        path: 'parent.kind',
        reason: `is not a kind of job (${String(parent.apiVersion)} ${kind}). Allowed in ${apiVersion}: ${known}. Point the CompositeController at one of them.`,
      },
    ]);
  }
  return {
    parent: { ...parent, spec: object(parent.spec) } as unknown as Job,
    children: object(request.children),
    related: object(request.related),
  };
}

function identityErrors(parent: Readonly<Record<string, unknown>>): FieldError[] {
  const metadata = object(parent.metadata);
  const required: readonly (readonly [string, unknown])[] = [
    ['parent.apiVersion', parent.apiVersion],
    ['parent.kind', parent.kind],
    ['parent.metadata.name', metadata.name],
    ['parent.metadata.namespace', metadata.namespace],
  ];
  return required
    .filter(([, value]) => text(value) === undefined)
    .map(([path]) => ({ path, reason: 'is missing. A text is required. Send the parent as the API server returns it.' }));
}
