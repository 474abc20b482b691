import { applyPatch, type Operation } from 'rfc6902';
import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import type { FieldError } from '../../errors';
import { KEYTABS } from '../../hadoop/names';
import type { PodTemplatePatch } from './spec';

/** A patch that cannot be applied, or that takes the pod off what the platform has decided. */
export class PatchError extends Error {
  constructor(readonly error: FieldError) {
    super(error.path);
    this.name = 'PatchError';
  }
}

/** A pod template before a job's patches, and after one of them. */
interface Change {
  readonly patch: PodTemplatePatch;
  readonly before: V1PodTemplateSpec;
  readonly after: V1PodTemplateSpec;
}

/** What a patch may not do; the first that finds something tells it. */
const REFUSALS: readonly ((change: Change) => string | undefined)[] = [lostKey, lostToleration, reservedLabel, lostVolume, hostVolume, keytab];

/** Volumes that the Pod Security Standards allow a restricted pod. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

/** Labels that controllers act on: a pod that carried them would be queued, counted or found as another. */
const RESERVED_LABEL = /^([a-z0-9-]+\.)*(kueue\.x-k8s\.io|jobset\.sigs\.k8s\.io|batch\.kubernetes\.io|ds\.bloomberg\.com)\//;

/**
 * The pod template with the operations applied in their order; the template given is not changed. Labels, node selectors, tolerations and volumes of
 * the platform stay as they are: they decide which quota pays for the pod and where it runs.
 * @throws PatchError
 */
export function applyPatches(template: V1PodTemplateSpec, patches: readonly PodTemplatePatch[]): V1PodTemplateSpec {
  if (patches.length === 0) return template;
  const result = withContainers(copy(template));
  patches.forEach((patch, index) => {
    const reason = apply(result, patch, template);
    if (reason !== undefined) throw new PatchError({ path: `spec.podTemplatePatches[${index}].${reason.startsWith('is missing') ? 'value' : 'path'}`, reason });
  });
  return withoutEmptyContainers(result);
}

/** Lists and maps that a patch may add to, be they empty so far. */
const CONTAINERS: readonly (readonly [part: 'metadata' | 'spec', field: string, empty: object])[] = [
  ['metadata', 'annotations', {}],
  ['spec', 'nodeSelector', {}],
  ['spec', 'tolerations', []],
  ['spec', 'hostAliases', []],
  ['spec', 'imagePullSecrets', []],
  ['spec', 'topologySpreadConstraints', []],
];

function withContainers(template: V1PodTemplateSpec): V1PodTemplateSpec {
  for (const [part, field, empty] of CONTAINERS) {
    const owner = fieldsOf(template, part);
    if (owner !== undefined) owner[field] ??= copy(empty);
  }
  return template;
}

function withoutEmptyContainers(template: V1PodTemplateSpec): V1PodTemplateSpec {
  for (const [part, field] of CONTAINERS) {
    const owner = fieldsOf(template, part);
    if (owner !== undefined && Object.keys(owner[field] ?? {}).length === 0) delete owner[field];
  }
  return template;
}

function fieldsOf(template: V1PodTemplateSpec, part: 'metadata' | 'spec'): Record<string, object> | undefined {
  return template[part] as unknown as Record<string, object> | undefined;
}

/** Applies one operation; tells what is wrong with it, if anything is. */
function apply(result: V1PodTemplateSpec, patch: PodTemplatePatch, before: V1PodTemplateSpec): string | undefined {
  if (patch.op !== 'remove' && patch.value === undefined) return `is missing. Allowed: any value. Give one, or use op: remove.`;
  const [error] = applyPatch(result, [copy(patch) as Operation]);
  if (error) {
    return `does not exist in the pod template (given ${JSON.stringify(patch.path)}). Allowed: a place that exists, or a new member of one that does. Add its parent first, or correct the path.`;
  }
  for (const refusal of REFUSALS) {
    const reason = refusal({ patch, before, after: result });
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function lostKey({ patch, before, after }: Change): string | undefined {
  const [lost] = [...changed(before.metadata?.labels, after.metadata?.labels), ...changed(before.spec?.nodeSelector, after.spec?.nodeSelector)];
  return lost && `changes ${lost}, which belongs to the platform (given ${JSON.stringify(patch.path)}). Allowed: labels and selectors beside the platform's own. Choose another size or queue instead.`;
}

function lostToleration({ patch, before, after }: Change): string | undefined {
  const kept = new Set(after.spec?.tolerations?.map((toleration) => JSON.stringify(toleration)));
  const lost = before.spec?.tolerations?.find((toleration) => !kept.has(JSON.stringify(toleration)));
  return lost && `takes away the toleration of ${lost.key}, which belongs to the platform (given ${JSON.stringify(patch.path)}). Allowed: tolerations beside the platform's own. Add yours at /spec/tolerations/-.`;
}

function reservedLabel({ patch, before, after }: Change): string | undefined {
  const own = before.metadata?.labels ?? {};
  const reserved = Object.keys(after.metadata?.labels ?? {}).find((key) => !(key in own) && RESERVED_LABEL.test(key));
  return reserved && `adds ${reserved}, which belongs to a controller (given ${JSON.stringify(patch.path)}). Allowed: labels of your own. Choose another key.`;
}

function lostVolume({ patch, before, after }: Change): string | undefined {
  const kept = new Set(after.spec?.volumes?.map((volume) => JSON.stringify(volume)));
  const lost = before.spec?.volumes?.find((volume) => !kept.has(JSON.stringify(volume)));
  return lost && `takes away the volume ${lost.name}, which belongs to the platform (given ${JSON.stringify(patch.path)}). Allowed: volumes beside the platform's own. Add yours at /spec/volumes/-.`;
}

function hostVolume({ patch, after }: Change): string | undefined {
  const refused = after.spec?.volumes?.find((volume) => Object.keys(volume).some((key) => key !== 'name' && !VOLUMES.includes(key)));
  return refused && `adds a volume that a restricted pod may not have (given ${JSON.stringify(patch.path)}). Allowed: ${VOLUMES.join(', ')}. Use one of them.`;
}

/** Keytabs are for the containers that get tickets: whoever reads one acts as its user, whatever the author of the job may do. */
function keytab({ patch, before, after }: Change): string | undefined {
  const own = new Set(before.spec?.volumes?.map((volume) => JSON.stringify(volume)));
  const volumes = (after.spec?.volumes ?? []).filter((volume) => JSON.stringify(volume).includes(JSON.stringify(KEYTABS)));
  const taken = volumes.some((volume) => !own.has(JSON.stringify(volume)));
  const mounted = after.spec?.containers.some(({ volumeMounts = [] }) => volumeMounts.some(({ name }) => volumes.some((volume) => volume.name === name)));
  return taken || mounted ? `gives the job's own code a keytab (given ${JSON.stringify(patch.path)}). Allowed: volumes without the Secret ${KEYTABS}. Name the user in identities instead.` : undefined;
}

/** A copy of plain data. Not `structuredClone`: under jest it makes lists that rfc6902 does not take for lists. */
function copy<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}

/** Keys that no longer have the value that they had. */
function changed(before: Record<string, string> = {}, after: Record<string, string> = {}): string[] {
  return Object.keys(before).filter((key) => after[key] !== before[key]);
}
