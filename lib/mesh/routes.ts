import type { FieldError } from '../errors';
import { checkLabels, checkObjectName } from '../nodes/names';
import { nearest } from '../schema/nearest';
import { checkIngressHost, checkPath, pathsOverlap } from './address';
import { gatewayIdentity, namespaceOf, pathOf, resolveMesh, ROUTE_PREFIX } from './names';
import type { IngressSpec, MeshSpec, RouteSpec } from './spec';

/** What a route's objects are called at their longest. */
const MAX_NAME = 63 - ROUTE_PREFIX.length - '-allow'.length;

/** Everything that is wrong with a route, and with what it would be beside those before it. Its tenant is looked up by {@link checkTenant}. */
export function validateRoute(path: string, route: RouteSpec, ingress: IngressSpec, before: readonly RouteSpec[]): FieldError[] {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  return [
    ...checkName(at('name'), route.name),
    ...checkIngressHost(at('host'), route.host, ingress.hosts),
    ...checkPath(at('path'), pathOf(route)),
    ...checkTarget(at, route, ingress),
    ...checkObjectName(at('service'), route.service),
    ...checkPort(at('port'), route.port),
    ...(route.targetPort === undefined ? [] : checkPort(at('targetPort'), route.targetPort)),
    ...checkAudience(at, route),
    ...before.flatMap((other) => conflicts(at, route, other)),
  ];
}

/** Everything that is wrong with routes that are given together. */
export function validateRoutes(path: string, routes: readonly RouteSpec[], ingress: IngressSpec): FieldError[] {
  return routes.flatMap((route, index) => validateRoute(`${path}[${index}]`, route, ingress, routes.slice(0, index)));
}

/** The one error of a route to a tenant that there is not. */
export function checkTenant(path: string, { tenant }: RouteSpec, tenants: readonly string[]): FieldError[] {
  if (tenant === undefined || tenants.includes(tenant)) return [];
  return [unknown(path, 'tenant', tenant, tenants)];
}

/** Tenants that stand where the gateway or the mesh is: what is written there holds for everybody. */
export function checkTenantNames(tenants: readonly string[], ingress: IngressSpec, mesh: MeshSpec): FieldError[] {
  const taken = [gatewayIdentity(ingress, mesh).namespace, resolveMesh(mesh).rootNamespace, ...(ingress.platformNamespaces ?? [])];
  return tenants.filter((tenant) => taken.includes(tenant)).map((tenant) => ({
    path: 'tenant',
    reason: `has a namespace of the platform (given ${JSON.stringify(tenant)}). Allowed: names other than ${taken.join(', ')}. Rename the tenant.`,
  }));
}

function unknown(path: string, what: string, given: string, known: readonly string[]): FieldError {
  const near = nearest(given, known);
  const allowed = known.length === 0 ? `none, since there is no ${what}` : [...known].sort().join(', ');
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Choose one, or add the ${what}.`;
  return { path, reason: `not a ${what} of the platform (given ${JSON.stringify(given)}). Allowed: ${allowed}. ${fix}` };
}

function checkName(path: string, name: string): FieldError[] {
  const errors = checkObjectName(path, name);
  if (errors.length > 0 || name.length <= MAX_NAME) return errors;
  return [{ path, reason: `too long (given ${name.length} characters). Allowed: at most ${MAX_NAME}. Shorten it by ${name.length - MAX_NAME}.` }];
}

function checkTarget(at: (field: string) => string, route: RouteSpec, { platformNamespaces = [] }: IngressSpec): FieldError[] {
  const { tenant, namespace, pods } = route;
  if ((tenant === undefined) === (namespace === undefined)) {
    const given = tenant === undefined ? 'neither' : 'both';
    return [{ path: at('tenant'), reason: `no clear destination (given ${given}). Allowed: either tenant or namespace. Keep one of them.` }];
  }
  if (namespace !== undefined) return platformNamespaces.includes(namespace) ? [] : [unknown(at('namespace'), 'namespace', namespace, platformNamespaces)];
  if (pods !== undefined && Object.keys(pods).length > 0) return checkLabels(at('pods'), pods);
  const given = pods === undefined ? 'nothing' : '{}';
  return [{ path: at('pods'), reason: `missing (given ${given}). Allowed: at least one label. Give the labels of the pods behind the Service, so that they open to the gateway alone.` }];
}

function checkPort(path: string, port: number): FieldError[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return [];
  return [{ path, reason: `not a port (given ${port}). Allowed: whole numbers from 1 to 65535. Correct it.` }];
}

function checkAudience(at: (field: string) => string, { groups = [], users = [] }: RouteSpec): FieldError[] {
  const errors = [...groups.flatMap((name, index) => checkPerson(at(`groups[${index}]`), name)), ...users.flatMap((name, index) => checkPerson(at(`users[${index}]`), name))];
  if (groups.length + users.length > 0) return errors;
  return [{ path: at('groups'), reason: 'nobody may use it (given no groups and no users). Allowed: at least one of either. Name the groups that may use the service.' }];
}

/** A star at either end would stand for anything. @see https://istio.io/latest/docs/concepts/security/#value-matching */
function checkPerson(path: string, name: string): FieldError[] {
  if (name !== '' && name.trim() === name && !name.includes('*')) return [];
  return [{ path, reason: `not a name (given ${JSON.stringify(name)}). Allowed: names as the tokens have them, without "*" and blanks around them. Name each.` }];
}

function conflicts(at: (field: string) => string, route: RouteSpec, other: RouteSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (route.name === other.name) errors.push({ path: at('name'), reason: `given twice (${JSON.stringify(route.name)}). Allowed: one route of a name. Rename one of them.` });
  const [path, otherPath] = [pathOf(route), pathOf(other)];
  if (route.host === other.host && pathsOverlap(path, otherPath)) {
    const wrong = path === otherPath ? 'the same address as' : `overlaps ${otherPath} of`;
    const why = path === otherPath ? 'one route to an address' : 'paths of which none is below another, since whoever may go to the upper one could go to the lower one too';
    errors.push({ path: at('path'), reason: `${wrong} route ${other.name} (given ${JSON.stringify(route.host + path)}). Allowed: ${why}. Choose another path or host.` });
  }
  return [...errors, ...audienceConflict(at, route, other)];
}

/**
 * A service may read a path or a host otherwise than the gateway does (`..%2f`, a header of its own), so whoever reaches it by one route can
 * try what the other route would let through.
 */
function audienceConflict(at: (field: string) => string, route: RouteSpec, other: RouteSpec): FieldError[] {
  if (namespaceOf(route) !== namespaceOf(other) || route.service !== other.service || route.port !== other.port) return [];
  if (audience(route) === audience(other)) return [];
  const reason = `for others than route ${other.name}, which leads to the same service (given ${JSON.stringify([...(route.groups ?? []), ...(route.users ?? [])])}). `;
  return [{ path: at('groups'), reason: `${reason}Allowed: the same groups and users on every route to a service, since it may read addresses otherwise than the gateway. Name the same, or use two services.` }];
}

function audience({ groups = [], users = [] }: RouteSpec): string {
  return JSON.stringify([[...new Set(groups)].sort(), [...new Set(users)].sort()]);
}
