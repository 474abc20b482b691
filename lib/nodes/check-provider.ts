import type { FieldError } from '../errors';
import { Quantity } from '../quantity/quantity';
import { checkObjectName } from './names';
import type { ClusterApiSpec, Ec2NodeClassSpec, KarpenterSpec, TemplateRefSpec } from './provider-spec';
import type { ClusterApiGpuNodePoolSpec, GpuNodePoolSpec, KarpenterGpuNodePoolSpec } from './spec';

/** How Karpenter writes a time: `720h`, `1h30m`, `Never`. */
const DURATION = /^(([0-9]+(s|m|h))+|Never)$/;

/** Everything that is wrong with how many nodes a pool has, and where they come from. */
export function checkProvider(pool: GpuNodePoolSpec): FieldError[] {
  const errors = checkFields(pool);
  if (errors.length > 0) return errors;
  switch (pool.provider) {
    case 'existing':
      return checkCount('nodes', pool.nodes, 1);
    case 'karpenter':
      return [...checkCount('maxSize', pool.maxSize, 1), ...checkKarpenter(pool.karpenter), ...checkKarpenterPool(pool)];
    case 'clusterApi':
      return [...checkSizes(pool), ...checkClusterApi(pool.clusterApi), ...checkClusterApiPool(pool)];
  }
}

/** Fields that pools of one provider alone have; a pool that comes from a file may have those of another, or lack its own. */
const FIELDS = { existing: ['nodes'], karpenter: ['maxSize', 'karpenter'], clusterApi: ['minSize', 'maxSize', 'clusterApi'] } as const;

function checkFields(pool: GpuNodePoolSpec): FieldError[] {
  const own: readonly string[] = FIELDS[pool.provider];
  const others = [...new Set(Object.values(FIELDS).flat())].filter((field) => !own.includes(field));
  const given = pool as unknown as Record<string, unknown>;
  return [
    ...own.filter((field) => given[field] === undefined).map((path) => ({ path, reason: `missing (given none, with provider: ${pool.provider}). Allowed: ${own.join(', ')}. Give it.` })),
    ...others
      .filter((field) => given[field] !== undefined)
      .map((path) => ({ path, reason: `belongs to another provider (given with provider: ${pool.provider}). Allowed: ${own.join(', ')}. Remove it, or change the provider.` })),
  ];
}

function checkCount(path: string, count: number, least: number): FieldError[] {
  if (Number.isSafeInteger(count) && count >= least) return [];
  return [{ path, reason: `not a count (given ${count}). Allowed: whole numbers from ${least}. Give the number that the pool has.` }];
}

/** Kueue places by the nodes that are there, so it would never admit a job for which a node must be started. */
function checkFixed(pool: GpuNodePoolSpec): FieldError[] {
  if (pool.topologyName === undefined) return [];
  const reason = `for a pool whose nodes come and go (given ${JSON.stringify(pool.topologyName)}). Allowed: for existing nodes, and for Cluster API where minSize is maxSize. Leave it out.`;
  return [{ path: 'topologyName', reason }];
}

function checkKarpenterPool(pool: KarpenterGpuNodePoolSpec): FieldError[] {
  const reserved = Object.keys(pool.labels ?? {}).filter((key) => key === 'kubernetes.io/hostname' || /(^|\.)karpenter\.sh\//.test(key));
  return [
    ...checkFixed(pool),
    ...reserved.map((key) => ({ path: 'labels', reason: `a label that Karpenter sets itself (given ${JSON.stringify(key)}). Allowed: labels of your own. Remove it.` })),
  ];
}

function checkKarpenter(karpenter: KarpenterSpec): FieldError[] {
  const { nodeClass, nodeClassRef } = karpenter;
  return [
    ...checkNodeClass(karpenter),
    ...(nodeClass === undefined ? [] : checkEc2('karpenter.nodeClass', nodeClass)),
    ...(nodeClassRef === undefined ? [] : [nodeClassRef.group, nodeClassRef.kind, nodeClassRef.name].flatMap((value, index) => checkFilled(`karpenter.nodeClassRef.${['group', 'kind', 'name'][index]}`, value))),
    ...checkList('karpenter.instanceTypes', karpenter.instanceTypes),
    ...checkList('karpenter.zones', karpenter.zones),
    ...checkDuration('karpenter.expireAfter', karpenter.expireAfter),
    ...checkDuration('karpenter.consolidateAfter', karpenter.consolidateAfter),
  ];
}

function checkNodeClass({ nodeClass, nodeClassRef }: KarpenterSpec): FieldError[] {
  if ((nodeClass === undefined) !== (nodeClassRef === undefined)) return [];
  const given = nodeClass === undefined ? 'neither' : 'both';
  return [{ path: 'karpenter', reason: `no clear node class (given ${given}). Allowed: either nodeClass or nodeClassRef. Give one of them.` }];
}

function checkEc2(path: string, nodeClass: Ec2NodeClassSpec): FieldError[] {
  const { amiAlias, role, subnetTags, securityGroupTags, volumeSize, capacityReservationIds = [] } = nodeClass;
  return [
    ...(/^(al2023|bottlerocket)@.+$/.test(amiAlias) ? [] : [wrong(`${path}.amiAlias`, 'not an image', amiAlias, 'al2023 or bottlerocket, "@" and a version. Write it like "al2023@v20260819"')]),
    ...checkFilled(`${path}.role`, role),
    ...checkTags(`${path}.subnetTags`, subnetTags),
    ...checkTags(`${path}.securityGroupTags`, securityGroupTags),
    ...(volumeSize === undefined || /^[1-9][0-9]{0,4}Gi$/.test(volumeSize) ? [] : [wrong(`${path}.volumeSize`, 'not the size of a disk', volumeSize, 'whole Gi. Write it like "200Gi"')]),
    ...capacityReservationIds.flatMap((id, index) => (/^cr-[0-9a-z]+$/.test(id) ? [] : [wrong(`${path}.capacityReservationIds[${index}]`, 'not a reservation', id, 'ids of EC2. Write it like "cr-0123456789abcdef0"')])),
  ];
}

/** Without tags every subnet of the account would be chosen. */
function checkTags(path: string, tags: Readonly<Record<string, string>>): FieldError[] {
  const entries = Object.entries(tags);
  if (entries.length > 0 && entries.every(([key, value]) => key !== '' && value !== '')) return [];
  return [wrong(path, 'no tags to select by', tags, 'at least one tag, none of them empty. Add a tag, or "*" as its value')];
}

function checkSizes({ minSize, maxSize }: ClusterApiGpuNodePoolSpec): FieldError[] {
  const errors = [...checkCount('minSize', minSize, 0), ...checkCount('maxSize', maxSize, 1)];
  if (errors.length > 0 || minSize <= maxSize) return errors;
  return [{ path: 'minSize', reason: `more than maxSize (given ${minSize}). Allowed: 0 to ${maxSize}. Lower it, or raise maxSize.` }];
}

function checkClusterApiPool(pool: ClusterApiGpuNodePoolSpec): FieldError[] {
  const mig = pool.sharing?.mig;
  const several = pool.minSize === 0 && mig?.strategy === 'mixed' && Object.keys(mig.profiles).length > 1;
  const first = `too few (given 0, with ${Object.keys(several ? mig.profiles : {}).length} profiles of MIG). Allowed: from 1, since the cluster autoscaler knows one kind of device of a node that is not there yet. Raise it.`;
  return [...(pool.minSize < pool.maxSize ? checkFixed(pool) : []), ...(several ? [{ path: 'minSize', reason: first }] : [])];
}

function checkClusterApi(spec: ClusterApiSpec): FieldError[] {
  return [
    ...checkObjectName('clusterApi.clusterName', spec.clusterName),
    ...checkObjectName('clusterApi.namespace', spec.namespace),
    ...(spec.version === undefined || /^v[0-9]+\.[0-9]+\.[0-9]+/.test(spec.version) ? [] : [wrong('clusterApi.version', 'not a version', spec.version, 'versions of Kubernetes. Write it like "v1.34.2"')]),
    ...checkRef('clusterApi.bootstrapConfigRef', spec.bootstrapConfigRef),
    ...checkRef('clusterApi.infrastructureRef', spec.infrastructureRef),
    ...checkAmount('clusterApi.nodeCpu', spec.nodeCpu, '32'),
    ...checkAmount('clusterApi.nodeMemory', spec.nodeMemory, '256Gi'),
  ];
}

function checkRef(path: string, { apiGroup, kind, name }: TemplateRefSpec): FieldError[] {
  return [
    ...(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/.test(apiGroup) ? [] : [wrong(`${path}.apiGroup`, 'not an API group', apiGroup, 'DNS names, without a version. Write it like "bootstrap.cluster.x-k8s.io"')]),
    ...(/^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(kind) ? [] : [wrong(`${path}.kind`, 'not a kind', kind, 'letters and digits. Write it like "KubeadmConfigTemplate"')]),
    ...checkObjectName(`${path}.name`, name),
  ];
}

function checkAmount(path: string, text: string | undefined, example: string): FieldError[] {
  const quantity = text === undefined ? undefined : Quantity.tryParse(text);
  if (text === undefined || (quantity !== undefined && quantity.compare(Quantity.ZERO) > 0)) return [];
  return [wrong(path, 'not an amount', text, `positive quantities. Write it like "${example}"`)];
}

function checkDuration(path: string, text: string | undefined): FieldError[] {
  return text === undefined || DURATION.test(text) ? [] : [wrong(path, 'not a time', text, 'hours, minutes and seconds, or Never. Write it like "720h"')];
}

function checkList(path: string, values: readonly string[] | undefined): FieldError[] {
  if (values === undefined || (values.length > 0 && values.every((value) => value !== ''))) return [];
  return [wrong(path, 'nothing to choose from', values, 'at least one, none of them empty. Leave it out for all')];
}

function checkFilled(path: string, text: string): FieldError[] {
  return text === '' ? [wrong(path, 'empty', text, 'a name. Give it')] : [];
}

/** `rule` is what is allowed, and how to fix it. */
function wrong(path: string, what: string, given: unknown, rule: string): FieldError {
  return { path, reason: `${what} (given ${JSON.stringify(given)}). Allowed: ${rule}.` };
}
