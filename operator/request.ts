import { API_GROUP, API_VERSION } from '../lib/api';
import { type FieldError, PlatformError } from '../lib/errors';
import type { Job } from '../lib/jobs/kind';
import type { JobStatus } from '../lib/jobs/common/status';
import { JOB_KINDS } from '../lib/jobs/registry';
import type { KubeObject } from '../lib/k8s/object';
import { object, text } from '../lib/observed/read';

/** Objects that exist: by `<Kind>.<apiVersion>`, then by name. */
export type ObjectsByKind = Readonly<Record<string, unknown>>;

/** What is known of a job when it is judged. */
export interface SyncRequest {
  readonly parent: Job;
  /** Native objects that the job controls. */
  readonly children: ObjectsByKind;
  /** What else tells of the job: pods and Workloads that bear its label, claims that an earlier job of the name has left, the Datasets of its namespace. */
  readonly related: ObjectsByKind;
  /** What the API server said when it refused an object of the job. @default - it has refused none */
  readonly refused?: string;
}

/** What a job shall look like. */
export interface SyncResponse {
  readonly status: JobStatus;
  /** Native objects that shall exist; those that exist and are not listed are deleted, and those that exist are never changed. */
  readonly children: readonly KubeObject[];
  /** Judge again after so many seconds, even if nothing changes. */
  readonly resyncAfterSeconds?: number;
}

/**
 * A request, checked as far as sync relies on it.
 * @throws PlatformError when it is not about a job of a kind that the platform knows
 */
export function readRequest(body: unknown): SyncRequest {
  const request = object(body);
  const parent = object(request.parent);
  const errors = identityErrors(parent);
  if (errors.length > 0) {
    throw new PlatformError('InvalidManifest', 'sync request', errors);
  }
  const kind = text(parent.kind);
  const apiVersion = `${API_GROUP}/${API_VERSION}`;
  if (parent.apiVersion !== apiVersion || !JOB_KINDS.some((known) => known.kind === kind)) {
    const known = JOB_KINDS.map((definition) => definition.kind).join(', ');
    throw new PlatformError('UnknownKind', 'sync request', [
      {
        path: 'parent.kind',
        reason: `is not a kind of job (${String(parent.apiVersion)} ${kind}). Allowed in ${apiVersion}: ${known}. Watch one of them.`,
      },
    ]);
  }
  return {
    parent: { ...parent, spec: object(parent.spec) } as unknown as Job,
    children: object(request.children),
    related: object(request.related),
    ...(text(request.refused) === undefined ? {} : { refused: text(request.refused) }),
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
