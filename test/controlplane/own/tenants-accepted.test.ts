import { KUBERNETES_VERSIONS } from '../../../sandbox/plan';
import { Sandbox } from '../../../sandbox/sandbox';
import { manyFacedTenant, platformWith, sharingCatalog } from '../../builders/tenants';
import { established } from '../support/definitions';
import { crdSets } from '../support/upstream-crds';

/** Tenants whose options are combined in so many ways. */
const MANY = 50;

/** Each set of definitions, and what it is tried with: many tenants with fair sharing or without it in turn, and both where there is one set alone. */
const SETS = crdSets().map((set, index, { length }) => {
  const many = [true, false].filter((fairSharing) => length === 1 || fairSharing === (index % 2 === 0));
  const cases: [number, boolean][] = [[1, true], [1, false], ...many.map((fairSharing): [number, boolean] => [MANY, fairSharing])];
  return { ...set, cases };
});

describe.each(KUBERNETES_VERSIONS)('Kubernetes %s', (kubernetes) => {
  let server: Sandbox;

  beforeAll(async () => {
    server = await Sandbox.up({ name: `tenants-${kubernetes.replace('.', '-')}-${process.pid}`, node: 'none', kubernetes, engines: [], simulatedNodes: 0 });
  }, 300_000);

  afterAll(() => server.down(), 60_000);

  const apply = (yaml: string, ...options: string[]) => server.kubectl(['apply', '--server-side', '--force-conflicts', ...options, '-f', '-'], yaml);

  describe.each(SETS)('with $name', ({ yaml, cases }) => {
    beforeAll(async () => {
      await apply(await yaml());
      await established(server);
    }, 90_000);

    test.each(cases)('%d tenants are accepted in strict mode, with fair sharing %s', async (count, fairSharing) => {
      const tenants = Array.from({ length: count }, (_, index) => manyFacedTenant(index, fairSharing));
      const [definitions = '', platform = '', chart = ''] = platformWith(tenants, sharingCatalog(fairSharing));
      await apply(definitions, '--validate=strict');
      await established(server);
      await apply(platform, '--validate=strict');
      const said = (await apply(chart, '--validate=strict')).trim().split('\n');
      expect(said.filter((line) => !line.endsWith(' serverside-applied'))).toEqual([]);
      expect(said.filter((line) => line.startsWith('namespace/'))).toHaveLength(count);
      // What is applied again is as it was stored: nothing is written in another form than the API server's own. Fifty say no more about that than five.
      const some = platformWith(tenants.slice(0, 5), sharingCatalog(fairSharing))[2] ?? '';
      const versions = () => server.kubectl(['get', 'clusterqueues,cohorts,workloadpriorityclasses,resourceflavors', '-o', 'jsonpath={range .items[*]}{.kind}/{.metadata.name}/{.metadata.generation} {end}']);
      const before = await versions();
      await apply(some, '--validate=strict');
      await apply(platform, '--validate=strict');
      expect(await versions()).toBe(before);
    }, 240_000);
  });
});
