import type { V1Container, V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { FieldError } from '../../errors';
import type { Json } from '../../k8s/object';
import { jsonBytes } from '../../schema/bounds';
import { normalise } from '../../schema/normalise';
import { applyOperation, copyOf } from './json-patch';
import { findingsOf, POD_TEMPLATE, reasonOf, type Finding } from './patched-pod';
import { boundedVolume, type PodLimits } from './pod-limits';
import type { JobSpec, PodTemplatePatch } from './spec';

/** Most bytes of all patches of a job together, as JSON. What they change is small; the pod's own content has fields. */
const MAX_BYTES = 32 * 1024;

/** Patches that cannot be applied, or that make a pod which cannot run or is off what the platform has decided. */
export class PatchError extends Error {
  constructor(readonly errors: readonly FieldError[]) {
    super(errors.map(({ path }) => path).join(', '));
    this.name = 'PatchError';
  }
}

/** The part of a pod template that patches can reach. */
type Reachable = { metadata: Record<string, object>; spec: Record<string, object> };

/** Lists and maps that a patch may add to, be they empty so far. */
const EMPTY: Readonly<Record<keyof Reachable, Readonly<Record<string, object>>>> = {
  metadata: { labels: {}, annotations: {} },
  spec: { nodeSelector: {}, tolerations: [], hostAliases: [], imagePullSecrets: [], topologySpreadConstraints: [], volumes: [] },
};

/** Fields that patches can reach and are not there before. */
const OTHERS: Readonly<Record<keyof Reachable, readonly string[]>> = { metadata: [], spec: ['affinity', 'dnsConfig', 'terminationGracePeriodSeconds'] };

/** The error of patches that are more than they may be; it is told before they are applied. */
export function checkPatchBounds({ podTemplatePatches = [] }: JobSpec): FieldError[] {
  const bytes = jsonBytes(podTemplatePatches);
  if (bytes <= MAX_BYTES) return [];
  return [{ path: 'spec.podTemplatePatches', reason: `are too large (given ${bytes} bytes as JSON). Allowed: at most ${MAX_BYTES} for all of them. Put content into ConfigMaps or volumes, and mount those.` }];
}

/**
 * The pod template with the operations applied in their order; the template given is not changed. Labels, node selectors, tolerations, volumes
 * and mounts of the platform stay as they are: they decide which quota pays for the pod, where it runs, and what it may read and write.
 * What comes out is checked once, as a whole.
 * @throws PatchError with every error
 */
export function applyPatches(template: V1PodTemplateSpec, patches: readonly PodTemplatePatch[], limits: PodLimits): V1PodTemplateSpec {
  if (patches.length === 0) return template;
  const before = reachable(template);
  const after = copyOf(before);
  const misplaced = patches.findIndex((patch) => !hasValue(patch) || !applyOperation(after, patch));
  if (misplaced >= 0) throw new PatchError([misplacement(patches[misplaced] as PodTemplatePatch, misplaced)]);
  const findings = findingsOf(changeOf(before, after, limits));
  if (findings.length > 0) blame(findings, before, patches, limits);
  return merged(template, normalise(after as unknown as Json, POD_TEMPLATE, '', []) as unknown as Reachable, limits);
}

function changeOf(before: Reachable, after: Reachable, limits: PodLimits) {
  return { before: before as unknown as V1PodTemplateSpec, after: after as unknown as V1PodTemplateSpec, limits };
}

function hasValue({ op, value }: PodTemplatePatch): boolean {
  return op === 'remove' || (value !== undefined && value !== null);
}

function misplacement(patch: PodTemplatePatch, index: number): FieldError {
  const path = `spec.podTemplatePatches[${index}]`;
  if (!hasValue(patch)) return { path: `${path}.value`, reason: 'is missing. Allowed: any value. Give one, or use op: remove.' };
  return {
    path: `${path}.path`,
    reason: `does not exist in the pod template (given ${JSON.stringify(patch.path)}). Allowed: a place that exists, or a new member of one that does. Add its parent first, or correct the path.`,
  };
}

/**
 * Says of each finding which patch is guilty: the first from which on it is there. What is there without any patch is no patch's fault.
 * @throws PatchError
 */
function blame(findings: readonly Finding[], before: Reachable, patches: readonly PodTemplatePatch[], limits: PodLimits): void {
  const since = new Map<string, number>();
  const state = copyOf(before);
  const look = (index: number): void => {
    const keys = new Set(findingsOf(changeOf(before, state, limits)).map(keyOf));
    for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
    for (const key of keys) if (!since.has(key)) since.set(key, index);
  };
  look(-1);
  patches.forEach((patch, index) => {
    applyOperation(state, patch);
    look(index);
  });
  const told = new Set<number>();
  const errors = findings.flatMap((finding) => {
    const index = since.get(keyOf(finding)) ?? patches.length - 1;
    const patch = patches[index];
    const isTold = finding.ofPlatform === true && told.size === told.add(index).size;
    return patch === undefined || isTold ? [] : [{ path: placeOf(finding, patch, index), reason: reasonOf(finding, patch.path) }];
  });
  if (errors.length > 0) throw new PatchError(errors);
}

/** What tells a finding from others, wherever in a list it is. */
function keyOf({ what, given }: Finding): string {
  return `${what.replace(/\[\d+\]/g, '[]')} ${given ?? ''}`;
}

function placeOf({ at }: Finding, { op }: PodTemplatePatch, index: number): string {
  return `spec.podTemplatePatches[${index}]${at === '.value' && op === 'remove' ? '.path' : at}`;
}

function reachable(template: V1PodTemplateSpec): Reachable {
  const part = (name: keyof Reachable): Record<string, object> => {
    const fields = (template[name] ?? {}) as unknown as Record<string, object>;
    const names = [...Object.keys(EMPTY[name]), ...OTHERS[name]];
    return Object.fromEntries(names.flatMap((field) => [fields[field] ?? EMPTY[name][field]].filter((value) => value !== undefined).map((value) => [field, value])));
  };
  const containers = (template.spec?.containers ?? []).slice(0, 1).map(({ volumeMounts = [] }) => ({ volumeMounts }));
  return copyOf({ metadata: part('metadata'), spec: { ...part('spec'), containers } });
}

/** The template with what patches have made of their part; lists and maps that are still empty are left out. */
function merged(template: V1PodTemplateSpec, after: Reachable, limits: PodLimits): V1PodTemplateSpec {
  const metadata = mergedPart('metadata', template.metadata, after);
  const [main, ...others] = template.spec?.containers ?? [];
  const [changed] = after.spec.containers as Pick<V1Container, 'volumeMounts'>[];
  const volumeMounts = changed?.volumeMounts ?? [];
  const containers = main === undefined ? [] : [{ ...main, ...(volumeMounts.length > 0 && { volumeMounts }) }, ...others];
  const spec = { ...mergedPart('spec', template.spec, after), containers } as V1PodSpec;
  if (spec.volumes !== undefined) spec.volumes = spec.volumes.map((volume) => boundedVolume(volume, limits));
  return { ...(Object.keys(metadata).length > 0 && { metadata }), spec };
}

function mergedPart(name: keyof Reachable, given: object | undefined, after: Reachable): object {
  const out: Record<string, unknown> = { ...given };
  for (const field of [...Object.keys(EMPTY[name]), ...OTHERS[name]]) {
    const value = after[name][field];
    const isEmpty = Object.hasOwn(EMPTY[name], field) && Object.keys(value ?? {}).length === 0;
    if (value === undefined || isEmpty) delete out[field];
    else out[field] = value;
  }
  return out;
}
