import fc from 'fast-check';
import { pathsOverlap } from '../../../lib/mesh/address';
import { compileRoute } from '../../../lib/mesh/ingress';
import type { AuthorizationPolicy } from '../../../lib/mesh/names';
import { validateRoutes } from '../../../lib/mesh/routes';
import type { RouteSpec } from '../../../lib/mesh/spec';
import { ingress, route } from '../../builders/ingress';

const segment = fc.constantFrom('a', 'b', 'ab', 'a.b', 'abc');
const segments = fc.array(segment, { maxLength: 4 });
const path = segments.map((parts) => `/${parts.join('/')}`);
const host = fc.constantFrom('ds.example.com', 'grafana.example.com');

const someRoutes = fc
  .array(fc.record({ host, path, groups: fc.subarray(['a', 'b'], { minLength: 1 }), service: fc.constantFrom('one', 'two', 'three') }), { minLength: 1, maxLength: 6 })
  .map((drafts) => drafts.map((draft, index) => route({ name: `r${index}`, ...draft })));

/** Whether Istio takes a request for one of the rule: paths are whole, or begin with what stands before a star. @see https://istio.io/latest/docs/concepts/security/#value-matching */
function admits(policy: AuthorizationPolicy, requested: { host: string; path: string; group: string }): boolean {
  const matches = (patterns: readonly string[] | undefined, value: string): boolean =>
    patterns === undefined || patterns.some((pattern) => (pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern));
  return (policy.spec.rules ?? []).some(({ to = [], when = [] }) =>
    to.some(({ operation }) => matches(operation.hosts, requested.host) && matches(operation.paths, requested.path)) && when.every(({ values }) => matches(values, requested.group)),
  );
}

const gatesOf = (routes: readonly RouteSpec[]): AuthorizationPolicy[] =>
  routes.map((one) => compileRoute(one, ingress(), {}).find(({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.namespace === 'istio-ingress') as AuthorizationPolicy);

const isBelow = (requested: string, of: string): boolean => of === '/' || requested === of || requested.startsWith(`${of}/`);

test('two paths overlap when and only when some request is below both', () => {
  fc.assert(
    fc.property(path, path, segments, (one, other, rest) => {
      const requested = [one, other].map((start) => `${start === '/' ? '' : start}/${rest.join('/')}`.replace(/\/$/, '') || '/');
      const common = requested.some((text) => isBelow(text, one) && isBelow(text, other));
      expect(pathsOverlap(one, other)).toBe(pathsOverlap(other, one));
      if (common) expect(pathsOverlap(one, other)).toBe(true);
      if (pathsOverlap(one, other)) expect(isBelow(one, other) || isBelow(other, one)).toBe(true);
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('the order of routes does not decide whether they are good together', () => {
  fc.assert(
    fc.property(someRoutes, (routes) => {
      expect(validateRoutes('routes', routes, ingress()).length === 0).toBe(validateRoutes('routes', [...routes].reverse(), ingress()).length === 0);
    }),
    { numRuns: 1000, seed: 2 },
  );
});

test('of good routes at most one admits a request, and only for its own groups', () => {
  let good = 0;
  fc.assert(
    fc.property(someRoutes, host, path, fc.constantFrom('a', 'b', 'c'), (routes, requestedHost, requestedPath, group) => {
      if (validateRoutes('routes', routes, ingress()).length > 0) return;
      good += 1;
      const gates = gatesOf(routes);
      const admitting = routes.filter((_, index) => admits(gates[index] as AuthorizationPolicy, { host: requestedHost, path: requestedPath, group }));
      const meant = routes.filter((one) => one.host === requestedHost && isBelow(requestedPath, one.path ?? '/') && one.groups?.includes(group));
      expect(admitting).toEqual(meant);
      expect(admitting.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 3000, seed: 3 },
  );
  expect(good).toBeGreaterThan(300);
});
