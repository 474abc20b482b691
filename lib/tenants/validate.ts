import { PLATFORM_NAMESPACE } from '../api';
import { checkReference, PRIORITY } from '../catalog/reference';
import type { Catalog } from '../catalog/spec';
import type { FieldError } from '../errors';
import { validateBudget } from '../monitoring/validate';
import { checkObjectName } from '../nodes/names';
import { type Bound, checkQuantity } from '../quantity/check';
import { Quantity } from '../quantity/quantity';
import { prioritiesOf } from '../queues/priorities';
import { validateQueueSettings } from '../queues/validate';
import { checkEgress } from './egress';
import type { TenantSpec } from './spec';

/** Everything that is wrong with a tenant whose fields have the right types. */
export function validateTenant(tenant: TenantSpec, catalog: Catalog): FieldError[] {
  return [
    ...checkObjectName('name', tenant.name),
    ...checkReserved(tenant.name),
    ...(tenant.owners.length > 0 ? [] : [NO_OWNER]),
    ...checkGroups('owners', tenant.owners),
    ...checkGroups('submitters', tenant.submitters ?? []),
    ...checkGroups('viewers', tenant.viewers ?? []),
    ...validateQueueSettings(tenant, catalog),
    ...(tenant.priorities === undefined ? [] : checkPriorities('priorities', tenant.priorities, catalog)),
    ...(tenant.identities === undefined ? [] : checkIdentities('identities', tenant.identities, catalog)),
    ...(tenant.limits?.storage === undefined ? [] : checkQuantity('limits.storage', tenant.limits.storage, STORAGE)),
    ...(tenant.budget === undefined ? [] : validateBudget('budget', tenant.budget)),
    ...(tenant.egress ?? []).flatMap((egress, index, all) => checkEgress(`egress[${index}]`, egress, all.slice(0, index))),
  ];
}

/** Storage that a tenant may ask for. */
const STORAGE: Bound = { minimum: Quantity.ZERO, allowed: 'quantities from 0', example: '20Ti' };

const NO_OWNER: FieldError = {
  path: 'owners',
  reason: 'empty (given []). Allowed: at least one group. Name the group that answers for the tenant.',
};

/** These namespaces hold the cluster and the platform; a tenant's policies would cut them off. */
function checkReserved(name: string): FieldError[] {
  if (name !== 'default' && name !== PLATFORM_NAMESPACE && !name.startsWith('kube-')) return [];
  const reason = `reserved (given "${name}"). Allowed: names other than default, ${PLATFORM_NAMESPACE} and kube-…. Rename the tenant.`;
  return [{ path: 'name', reason }];
}

function checkGroups(path: string, groups: readonly string[]): FieldError[] {
  return groups.flatMap((group, index) => checkGroup(`${path}[${index}]`, group));
}

/** `system:authenticated` would be everyone, and `system:masters` needs no role. */
function checkGroup(path: string, group: string): FieldError[] {
  if (group !== '' && !group.startsWith('system:')) return [];
  const wrong = group === '' ? 'empty' : 'not a group of people';
  const reason = `${wrong} (given ${JSON.stringify(group)}). Allowed: groups of the identity provider. Name the group as its tokens do.`;
  return [{ path, reason }];
}

/** An empty list would leave no priority that a job may name. */
function checkPriorities(path: string, names: readonly string[], catalog: Catalog): FieldError[] {
  const known = Object.keys(prioritiesOf(catalog));
  if (names.length === 0) return [{ path, reason: `empty (given []). Allowed: at least one of ${[...known].sort().join(', ')}. Name some, or leave it out to allow all.` }];
  return names.flatMap((name, index) => [...checkReference(`${path}[${index}]`, name, PRIORITY, known), ...checkTwin(`${path}[${index}]`, name, names.slice(0, index))]);
}

/** Names that POSIX systems and HDFS take for a user. */
const USER = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

function checkIdentities(path: string, names: readonly string[], { identityProviders }: Catalog): FieldError[] {
  if (names.length > 0 && identityProviders?.hadoop === undefined) {
    return [{ path, reason: `the platform has no identity provider (given ${JSON.stringify(names)}). Allowed: no identities. Remove them, or set identityProviders.hadoop in the catalog.` }];
  }
  return names.flatMap((name, index) => [...checkUser(`${path}[${index}]`, name), ...checkTwin(`${path}[${index}]`, name, names.slice(0, index))]);
}

function checkUser(path: string, name: string): FieldError[] {
  if (USER.test(name)) return [];
  const rule = 'Allowed: at most 64 letters, digits, "_", "." and "-", with a letter or "_" at the start.';
  return [{ path, reason: `not the name of a user (given ${JSON.stringify(name)}). ${rule} Write the name as HDFS knows it, without realm.` }];
}

function checkTwin(path: string, name: string, before: readonly string[]): FieldError[] {
  if (!before.includes(name)) return [];
  return [{ path, reason: `given twice (${JSON.stringify(name)}). Allowed: each name once. Remove one of them.` }];
}
