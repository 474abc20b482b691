import * as fs from 'node:fs';
import * as path from 'node:path';
import { type KubeObject, toYaml } from '../../../lib';
import { compileBudgets } from '../../../lib/monitoring/compile';
import type { MonitoringSpec } from '../../../lib/monitoring/spec';
import { KUBERNETES_VERSIONS } from '../../../sandbox/plan';
import { Sandbox } from '../../../sandbox/sandbox';
import { monitoring } from '../../builders/monitoring';
import { established } from '../support/definitions';

/** The newest definitions of the Prometheus operator in the folder of upstream definitions; none without such a folder. */
function definitions(): string | undefined {
  const folder = process.env.DS_UPSTREAM_CRDS;
  const newest = folder === undefined ? undefined : fs.readdirSync(folder).filter((name) => name.startsWith('prometheus-operator-')).sort().at(-1);
  return newest && path.join(folder ?? '', newest);
}

const TENANTS = [{ name: 's-news', budget: { gpuHoursPerMonth: 0.5, cpuHoursPerMonth: 1e6 } }];
const MONITORS = ['operator', 'kueue', 'dcgm', 'kube-state-metrics', 'pushgateway'] as const;

/** Without the definitions, files alone can be checked. */
const SPECS: [string, MonitoringSpec][] = [
  ['files', { rules: 'ConfigMap', monitors: [] }],
  ...(definitions() === undefined
    ? []
    : ([
        ['what holds where nothing is said', {}],
        ['every monitor', { monitors: [...MONITORS], scrapeIntervalSeconds: 300 }],
        ['short windows', { scrapeIntervalSeconds: 1, selectorLabels: {} }],
      ] as [string, MonitoringSpec][])),
];

describe.each(KUBERNETES_VERSIONS)('Kubernetes %s', (kubernetes) => {
  let server: Sandbox;

  beforeAll(async () => {
    server = await Sandbox.up({ name: `monitors-${kubernetes.replace('.', '-')}-${process.pid}`, node: 'none', kubernetes, engines: [], simulatedNodes: 0 });
    const folder = definitions();
    if (folder !== undefined) {
      await server.kubectl(['apply', '--server-side', '-f', folder]);
      await established(server);
    }
    await server.kubectl(['create', 'namespace', 'monitoring']);
  }, 300_000);

  afterAll(() => server?.down(), 60_000);

  test.each(SPECS)('accepts every object: %s', async (_name, spec) => {
    const objects = [...monitoring(spec), ...compileBudgets(TENANTS, spec)];
    const said = await server.kubectl(['apply', '--server-side', '--force-conflicts', '--validate=strict', '-f', '-'], toYaml(objects));
    expect(said.trim().split('\n')).toHaveLength(objects.length);
  }, 60_000);

  if (definitions() !== undefined) {
    test('a rule that is none is refused', async () => {
      const [rules] = monitoring() as (KubeObject & { spec: { groups: { interval: string }[] } })[];
      const broken = { ...rules, spec: { groups: [{ ...rules!.spec.groups[0], interval: 'often' }] } };
      await expect(server.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], toYaml([broken]))).rejects.toThrow('interval');
    }, 60_000);
  }
});
