import type { V1PodTemplateSpec, V1Toleration, V1TopologySpreadConstraint, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { FieldError } from '../../errors';
import { KEYTABS } from '../../hadoop/names';
import type { Json } from '../../k8s/object';
import podTemplate from '../../schema/pod-template.json';
import { nearest } from '../../schema/nearest';
import type { StructuralSchema } from '../../schema/structural';
import { SchemaValidator } from '../../schema/validator';
import { Quantity } from '../../quantity/quantity';
import { checkSyntax } from './pod-syntax';
import type { PodLimits } from './pod-limits';

/** The schema of a pod template, from Kubernetes' own types. */
export const POD_TEMPLATE = podTemplate as unknown as StructuralSchema;

/** A pod template before a job's patches, and after them. */
export interface Change {
  readonly before: V1PodTemplateSpec;
  readonly after: V1PodTemplateSpec;
  readonly limits: PodLimits;
}

/** Something that a patch has done which it may not do. */
export interface Finding {
  /** What is at fault of the patch: where it reaches, what it puts there, or both together. */
  readonly at: '.path' | '.value' | '';
  /** Whether it is about what the platform has decided: of what one patch has done to that, the first is told. @default false */
  readonly ofPlatform?: boolean;
  /** What is wrong; what was given follows. */
  readonly what: string;
  /** What was given. @default - the patch's path */
  readonly given?: string;
  /** What is allowed. How to fix it. */
  readonly rest: string;
}

/** Volumes that the Pod Security Standards allow a restricted pod. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

/** Labels that controllers act on: a pod that carried them would be queued, counted or found as another. */
const RESERVED_LABEL = /^([a-z0-9-]+\.)*(kueue\.x-k8s\.io|jobset\.sigs\.k8s\.io|batch\.kubernetes\.io|ds\.bloomberg\.com)\//;

type Refusal = (change: Change) => Finding | undefined;

/** What patches may not do to what the platform has decided. The pod has the right types. */
const OF_PLATFORM: readonly Refusal[] = [lostKey, lostToleration, reservedLabel, lostVolume, lostMount, keytab, writable];

/** What patches may not make of their own. */
const REFUSALS: readonly Refusal[] = [unknownVolume, twinVolume, twinMount, twinConstraint, longGrace, largeScratch];

let validator: SchemaValidator | undefined;

/** Everything that is wrong with a pod template for what patches have made of it. */
export function findingsOf(written: Change): Finding[] {
  validator ??= new SchemaValidator(POD_TEMPLATE);
  const first = typedVolumes(written) ? hostVolume(written) : undefined;
  if (first !== undefined) return [first];
  // What is null is not there, for the API server.
  const { read, errors } = validator.read(written.after as Json);
  if (errors.length > 0) return errors.map(asFinding);
  const change = { ...written, after: read as unknown as V1PodTemplateSpec };
  const ofPlatform = OF_PLATFORM.flatMap((refusal) => refusal(change) ?? []).map((finding) => ({ ...finding, ofPlatform: true }));
  return [...ofPlatform, ...REFUSALS.flatMap((refusal) => refusal(change) ?? []), ...checkSyntax(change.after as Json).map(asFinding)];
}

function asFinding({ path, reason }: FieldError): Finding {
  return { at: '.value', what: `${path} of the pod: ${reason}`, given: '', rest: '' };
}

/** What is said of a finding, once it is known which patch is to blame. */
export function reasonOf({ what, given, rest }: Finding, path: string): string {
  return rest === '' ? what : `${what} (given ${given ?? JSON.stringify(path)}). ${rest}`;
}

function lostKey({ before, after }: Change): Finding | undefined {
  const [lost] = [...changed(before.metadata?.labels, after.metadata?.labels), ...changed(before.spec?.nodeSelector, after.spec?.nodeSelector)];
  return lost === undefined ? undefined : { at: '.path', what: `changes ${lost}, which belongs to the platform`, rest: "Allowed: labels and selectors beside the platform's own. Choose another size or queue instead." };
}

/** Keys that no longer have the value that they had. */
function changed(before: Record<string, string> = {}, after: Record<string, string> = {}): string[] {
  return Object.keys(before).filter((key) => !Object.hasOwn(after, key) || after[key] !== before[key]);
}

function lostToleration({ before, after }: Change): Finding | undefined {
  const lost = lostEntry<V1Toleration>(before.spec?.tolerations, after.spec?.tolerations);
  return lost && { at: '.path', what: `takes away the toleration of ${lost.key}, which belongs to the platform`, rest: "Allowed: tolerations beside the platform's own. Add yours at /spec/tolerations/-." };
}

function lostVolume({ before, after }: Change): Finding | undefined {
  const lost = lostEntry<V1Volume>(before.spec?.volumes, after.spec?.volumes);
  return lost && { at: '.path', what: `takes away the volume ${lost.name}, which belongs to the platform`, rest: "Allowed: volumes beside the platform's own. Add yours at /spec/volumes/-." };
}

function lostMount({ before, after }: Change): Finding | undefined {
  const lost = lostEntry(mountsOf(before), mountsOf(after));
  return lost && { at: '.path', what: `takes away or changes the mount of ${lost.name} at ${lost.mountPath}, which belongs to the platform`, rest: "Allowed: mounts beside the platform's own. Add yours at /spec/containers/0/volumeMounts/-." };
}

/** The first entry that is no longer there as it was. */
function lostEntry<Entry>(before: readonly Entry[] = [], after: readonly Entry[] = []): Entry | undefined {
  const kept = new Set(after.map((entry) => JSON.stringify(entry)));
  return before.find((entry) => !kept.has(JSON.stringify(entry)));
}

function mountsOf(template: V1PodTemplateSpec): readonly V1VolumeMount[] {
  return template.spec?.containers[0]?.volumeMounts ?? [];
}

function reservedLabel({ before, after }: Change): Finding | undefined {
  const own = before.metadata?.labels ?? {};
  const reserved = Object.keys(after.metadata?.labels ?? {}).find((key) => !Object.hasOwn(own, key) && RESERVED_LABEL.test(key));
  return reserved === undefined ? undefined : { at: '.path', what: `adds ${reserved}, which belongs to a controller`, rest: 'Allowed: labels of your own. Choose another key.' };
}

function typedVolumes({ after }: Change): boolean {
  const volumes: unknown = after.spec?.volumes;
  return Array.isArray(volumes) && volumes.every((volume) => typeof volume === 'object' && volume !== null && !Array.isArray(volume));
}

function hostVolume({ after }: Change): Finding | undefined {
  const refused = (after.spec?.volumes ?? []).flatMap((volume) => Object.keys(volume)).find((key) => key !== 'name' && !VOLUMES.includes(key));
  if (refused === undefined) return undefined;
  const [near] = nearest(refused, VOLUMES);
  return { at: '.path', what: 'adds a volume that a restricted pod may not have', given: JSON.stringify(refused), rest: `Allowed: ${VOLUMES.join(', ')}. ${near === undefined ? 'Use one of them.' : `Did you mean ${near}?`}` };
}

/** Keytabs are for the containers that get tickets: whoever reads one acts as its user, whatever the author of the job may do. */
function keytab({ before, after }: Change): Finding | undefined {
  const own = new Set(before.spec?.volumes?.map((volume) => JSON.stringify(volume)));
  const volumes = (after.spec?.volumes ?? []).map((volume) => ({ name: volume.name, text: JSON.stringify(volume) })).filter(({ text }) => text.includes(JSON.stringify(KEYTABS)));
  const names = new Set(volumes.map(({ name }) => name));
  const taken = volumes.some(({ text }) => !own.has(text));
  const mounted = mountsOf(after).some(({ name }) => names.has(name));
  return taken || mounted ? { at: '.path', what: "gives the job's own code a keytab", rest: `Allowed: volumes without the Secret ${KEYTABS}. Name the user in identities instead.` } : undefined;
}

/** The engine may add volumes that the platform mounts, so what is mounted already is there. */
function unknownVolume({ before, after }: Change): Finding | undefined {
  const volumes = (after.spec?.volumes ?? []).map(({ name }) => name);
  const known = new Set([...volumes, ...mountsOf(before).map(({ name }) => name)]);
  const missing = mountsOf(after).find(({ name }) => !known.has(name));
  if (missing === undefined) return undefined;
  const names = [...known];
  const [near] = nearest(missing.name, names);
  return { at: '', what: 'mounts a volume that the pod does not have', given: JSON.stringify(missing.name), rest: `Allowed: ${names.join(', ')}. ${near === undefined ? 'Add it at /spec/volumes/-, or mount another.' : `Did you mean ${near}?`}` };
}

/** A volume of the platform's that the job's own code may only read, or not even see, is not made writable. */
function writable({ before, after }: Change): Finding | undefined {
  const given = new Set((before.spec?.volumes ?? []).map(({ name }) => name));
  for (const { name, readOnly } of mountsOf(before)) {
    if (readOnly) given.add(name);
    else given.delete(name);
  }
  const own = new Set(mountsOf(before).map((mount) => JSON.stringify(mount)));
  const mount = mountsOf(after).find((one) => given.has(one.name) && one.readOnly !== true && !own.has(JSON.stringify(one)));
  return mount && { at: '.value', what: `makes the volume ${mount.name} writable, which belongs to the platform`, given: JSON.stringify(mount.mountPath), rest: 'Allowed: to read it. Set readOnly: true.' };
}

function twinVolume({ after }: Change): Finding | undefined {
  const name = twinOf((after.spec?.volumes ?? []).map((volume) => volume.name));
  return name === undefined ? undefined : { at: '.value', what: 'adds a volume of a name that is taken', given: JSON.stringify(name), rest: 'Allowed: each name once. Rename it, also where it is mounted.' };
}

function twinMount({ after }: Change): Finding | undefined {
  const path = twinOf(mountsOf(after).map(({ mountPath }) => mountPath));
  return path === undefined ? undefined : { at: '.value', what: 'mounts a second volume at a path', given: JSON.stringify(path), rest: 'Allowed: one volume at each path. Choose another path.' };
}

function twinConstraint({ after }: Change): Finding | undefined {
  const key = twinOf((after.spec?.topologySpreadConstraints ?? []).map(({ topologyKey, whenUnsatisfiable }: V1TopologySpreadConstraint) => `${topologyKey} ${whenUnsatisfiable}`));
  return key === undefined ? undefined : { at: '.value', what: 'spreads the pods twice in the same way', given: JSON.stringify(key), rest: 'Allowed: one constraint for each topologyKey and whenUnsatisfiable. Remove one.' };
}

function twinOf(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

/** Until it is over, a pod that is to go keeps its GPUs, which the queue has already given to others. */
function longGrace({ after, limits }: Change): Finding | undefined {
  const seconds = after.spec?.terminationGracePeriodSeconds ?? 0;
  if (seconds <= limits.terminationGracePeriodSeconds) return undefined;
  return { at: '.value', what: 'is too long a time to end', given: String(seconds), rest: `Allowed: at most ${limits.terminationGracePeriodSeconds} seconds (limits.terminationGracePeriodSeconds of the catalog). Save checkpoints while the job runs, and only the last one at its end.` };
}

function largeScratch({ after, limits }: Change): Finding | undefined {
  const most = Quantity.parse(limits.scratchSize);
  const large = (after.spec?.volumes ?? []).find(({ emptyDir }) => {
    // What is no amount is told by another check.
    const size = ['string', 'number'].includes(typeof emptyDir?.sizeLimit) ? Quantity.tryParse(String(emptyDir?.sizeLimit)) : undefined;
    return size !== undefined && size.compare(most) > 0;
  });
  return large && { at: '.value', what: `makes the scratch volume ${large.name} too large`, given: JSON.stringify(large.emptyDir?.sizeLimit), rest: `Allowed: at most ${limits.scratchSize} (limits.scratchSize of the catalog). Lower it, or use a claim.` };
}
