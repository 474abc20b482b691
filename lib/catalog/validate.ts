import type { FieldError } from '../errors';
import { validateHadoop } from '../hadoop/validate';
import { checkCidr } from '../k8s/cidr';
import { validateNotebookGateway } from '../mesh/validate';
import { SUBDOMAIN } from '../nodes/names';
import { validateNodePools } from '../nodes/validate';
import { type Bound, checkDevices, checkQuantity, POD_CPU, POD_MEMORY } from '../quantity/check';
import { Quantity } from '../quantity/quantity';
import { validateQueueing } from '../queues/validate-queueing';
import { checkReference, NODE_POOL } from './reference';
import type { Catalog, ComputeSizeSpec, JobLimitsSpec, PackageIndexSpec } from './spec';

/** Names travel in lists that commas separate, and in the paths of errors. */
const RUNTIME_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const SIZE_NAME = /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/;
const MAX_NAME = 63;

/** Everything that is wrong with a catalog whose fields have the right types. */
export function validateCatalog(catalog: Catalog): FieldError[] {
  return [
    ...checkOffered('runtimes', catalog.runtimes),
    ...Object.keys(catalog.runtimes).flatMap(checkRuntimeName),
    ...checkOffered('sizes', catalog.sizes),
    ...Object.entries(catalog.sizes).flatMap(([name, size]) => checkSize(name, size, Object.keys(catalog.nodePools))),
    ...validateNodePools('nodePools', catalog.nodePools),
    ...(catalog.queueing === undefined ? [] : validateQueueing('queueing', catalog.queueing, catalog)),
    ...(catalog.identityProviders?.hadoop === undefined ? [] : validateHadoop('identityProviders.hadoop', catalog.identityProviders.hadoop, catalog.sizes)),
    ...(catalog.packageIndex === undefined ? [] : checkPackageIndex(catalog.packageIndex)),
    ...(catalog.maven === undefined ? [] : checkAddress('maven.url', catalog.maven.url)),
    ...(catalog.registryMirror === undefined ? [] : checkRegistryMirror('registryMirror', catalog.registryMirror)),
    ...(catalog.tracking === undefined ? [] : checkAddress('tracking.uri', catalog.tracking.uri)),
    ...checkApiServer(catalog),
    ...checkLimits(catalog.limits ?? {}),
    ...(catalog.notebookGateway === undefined ? [] : validateNotebookGateway('notebookGateway', catalog.notebookGateway)),
  ];
}

/** Without its address, the network rules of tenants would keep Spark's drivers from making their executors, and their jobs would hang. */
function checkApiServer({ engines = [], apiServer }: Catalog): FieldError[] {
  if (apiServer !== undefined) return apiServer.cidrs.flatMap((cidr, position) => checkCidr(`apiServer.cidrs[${position}]`, cidr));
  if (!engines.includes('spark')) return [];
  return [{ path: 'apiServer', reason: 'missing (given nothing, with the engine spark). Allowed: the addresses at which drivers of Spark reach the API server. Give cidrs, as `kubectl get endpoints kubernetes` tells them.' }];
}

/** A limit below what every job needs would refuse all of them. */
const LEAST: Bound = { minimum: Quantity.parse('1Gi'), allowed: 'quantities from 1Gi', example: '100Gi' };

function checkLimits({ workspaceSize, scratchSize }: JobLimitsSpec): FieldError[] {
  return [
    ...(workspaceSize === undefined ? [] : checkQuantity('limits.workspaceSize', workspaceSize, LEAST)),
    ...(scratchSize === undefined ? [] : checkQuantity('limits.scratchSize', scratchSize, LEAST)),
  ];
}

function checkOffered(path: string, entries: object): FieldError[] {
  if (Object.keys(entries).length > 0) return [];
  return [{ path, reason: 'empty (given {}). Allowed: at least one. Add one, or no job can be submitted.' }];
}

function checkRuntimeName(name: string): FieldError[] {
  if (name.length <= MAX_NAME && SUBDOMAIN.test(name)) return [];
  const dots = RUNTIME_NAME.test(name) ? ', and on both sides of each "."' : '';
  const rule = `Allowed: at most 63 of a-z, 0-9, "-" and ".", with a letter or digit at both ends${dots}.`;
  return [{ path: `runtimes.${name}`, reason: `not a name of a runtime (given ${JSON.stringify(name)}). ${rule} Rename it.` }];
}

function checkSize(name: string, size: ComputeSizeSpec, nodePools: readonly string[]): FieldError[] {
  const path = `sizes.${name}`;
  return [
    ...checkSizeName(path, name),
    ...checkQuantity(`${path}.cpu`, size.cpu, POD_CPU),
    ...checkQuantity(`${path}.memory`, size.memory, POD_MEMORY),
    ...checkDevices(`${path}.gpus`, size.gpus ?? 0),
    ...checkReference(`${path}.nodePool`, size.nodePool, NODE_POOL, nodePools),
  ];
}

function checkSizeName(path: string, name: string): FieldError[] {
  if (name.length <= MAX_NAME && SIZE_NAME.test(name)) return [];
  const rule = 'Allowed: at most 63 letters, digits, "-" and ".", with a letter or digit at both ends.';
  return [{ path, reason: `not a name of a size (given ${JSON.stringify(name)}). ${rule} Rename it.` }];
}

function checkPackageIndex(index: PackageIndexSpec): FieldError[] {
  return [
    ...checkAddress('packageIndex.url', index.url),
    ...(index.extraUrls ?? []).flatMap((url, position) => checkAddress(`packageIndex.extraUrls[${position}]`, url)),
  ];
}

/** The catalog can be read by every job, so an address in it must not hold a password. */
function checkAddress(path: string, text: string): FieldError[] {
  const address = URL.parse(text);
  if (address === null || !/^https?:$/.test(address.protocol)) {
    const reason = `not a web address (given ${JSON.stringify(text)}). Allowed: http:// and https:// addresses. Give the full address.`;
    return [{ path, reason }];
  }
  if (address.username === '' && address.password === '') return [];
  const reason = `holds a user or password (given for ${address.host}). Allowed: addresses without. Give jobs the credentials in a Secret.`;
  return [{ path, reason }];
}

/** What is wrong with a registry that images are taken from. */
export function checkRegistryMirror(path: string, text: string): FieldError[] {
  if (/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?(\/[a-z0-9]([-a-z0-9._]*[a-z0-9])?)*$/.test(text)) return [];
  const reason = `not a registry (given ${JSON.stringify(text)}). Allowed: a host, a port and a path, without "https://". Write it like "registry.example.com/mirror".`;
  return [{ path, reason }];
}
