import * as fs from 'node:fs';
import { load } from 'js-yaml';
import * as path from 'node:path';
import { readOperatorBundle } from '../../../constructs/operator-bundle';
import { type KubeObject, toYaml } from '../../../lib';
import { compileBudgets } from '../../../lib/monitoring/compile';
import type { ServiceMonitor } from '../../../lib/monitoring/monitors';
import { binaries } from '../../../sandbox/binaries';
import { freePorts } from '../../../sandbox/control-plane';
import { programsOf } from '../../../sandbox/debian';
import { stateFolder } from '../../../sandbox/paths';
import type { Sandbox } from '../../../sandbox/sandbox';
import { monitoring } from '../../builders/monitoring';
import { established } from './definitions';
import { Observatory, scrapeOf } from './observatory';
import { SIMULATED_LABELS, SIMULATED_TENANT, testCatalog, testPlatform } from './platform';

/** Everything is scraped once a second, so that windows are seconds long. */
const SPEC = { rules: 'ConfigMap', scrapeIntervalSeconds: 1, monitors: ['operator', 'kueue', 'dcgm', 'kube-state-metrics', 'pushgateway'] } as const;

/** ServiceAccount of kube-state-metrics, which it acts as. */
const KSM = 'system:serviceaccount:monitoring:kube-prometheus-stack-kube-state-metrics';

/** What kube-state-metrics' own installation allows it, of what the rules read. */
const KSM_OWN_ROLE = [
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'ksm' }, rules: [{ apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['list', 'watch'] }] },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'ksm' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'ksm' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: KSM }],
  },
];

/** Prometheus, and its right to read metrics as kube-prometheus-stack gives it. */
const PROMETHEUS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'prometheus', namespace: 'monitoring' } },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'prometheus' }, rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }] },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'prometheus' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'prometheus' },
    subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' }],
  },
];

/** What a platform needs to be watched, as programs of this machine. */
export interface Watched {
  readonly observatory: Observatory;
  /** Address of the pushgateway. */
  readonly pushgateway: string;
}

/**
 * Installs the platform in a sandbox of simulated nodes, runs the real operator, kube-state-metrics with the rights that we give it, a
 * pushgateway, and Prometheus with our rules and monitors.
 * @param gpus what the GPUs' exporter says; no GPU is here to be asked
 */
export async function watchPlatform(sandbox: Sandbox, folder: string, gpus: () => string): Promise<Watched> {
  const observatory = new Observatory(folder);
  const [operator = 0, ksm = 0, telemetry = 0, pushgateway = 0, prometheus = 0] = await freePorts(5);
  await install(sandbox);
  await startOperator(observatory, sandbox, operator);
  await startStateMetrics(observatory, sandbox, { port: ksm, telemetry });
  await observatory.start(path.join(await programsOf('prometheus-pushgateway'), 'prometheus-pushgateway'), [`--web.listen-address=127.0.0.1:${pushgateway}`], `http://127.0.0.1:${pushgateway}/-/ready`);
  const token = observatory.file('prometheus-token', (await sandbox.kubectl(['create', 'token', 'prometheus', '-n', 'monitoring'])).trim());
  const dcgm = await observatory.serve(gpus);
  const targets: Record<string, string> = {
    'ds-operator': `127.0.0.1:${operator}`,
    'ds-kueue': kueueMetrics(sandbox),
    'ds-dcgm-exporter': dcgm,
    'ds-kube-state-metrics': `127.0.0.1:${ksm}`,
    'ds-pushgateway': `127.0.0.1:${pushgateway}`,
  };
  const scrapes = Object.entries(targets).map(([name, target]) => scrapeOf(monitor(name), target, token));
  await observatory.startPrometheus(prometheus, scrapes, ruleFiles());
  return { observatory, pushgateway: `http://127.0.0.1:${pushgateway}` };
}

/** A process beside the cluster, whose nodes only pretend to run pods; it has the account of the operator's pods. */
async function startOperator(observatory: Observatory, sandbox: Sandbox, port: number): Promise<void> {
  const config = load(fs.readFileSync(sandbox.kubeconfig, 'utf8')) as { clusters: { cluster: { server: string; 'certificate-authority-data': string } }[] };
  const { server = '', 'certificate-authority-data': authority = '' } = config.clusters[0]?.cluster ?? {};
  observatory.file('ca.crt', Buffer.from(authority, 'base64').toString());
  const token = await sandbox.kubectl(['create', 'token', 'ds-operator', '-n', 'ds-platform', '--duration=2h']);
  fs.renameSync(observatory.file('operator-token', token), path.join(observatory.folder, 'token'));
  const { packed, start } = readOperatorBundle();
  fs.writeFileSync(path.join(observatory.folder, 'operator.js.br'), Buffer.from(packed, 'base64'));
  const { hostname, port: apiPort } = new URL(server);
  await observatory.start(process.execPath, [observatory.file('start.js', start)], `http://127.0.0.1:${port}/readyz`, {
    PORT: String(port),
    CATALOG_FILE: observatory.file('catalog.json', JSON.stringify(testCatalog())),
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: apiPort,
    SERVICE_ACCOUNT_FOLDER: observatory.folder,
  });
}

async function install(sandbox: Sandbox): Promise<void> {
  await sandbox.addSimulatedNodes({ count: 2, gpus: 8, labels: SIMULATED_LABELS });
  const apply = (text: string) => sandbox.kubectl(['apply', '--server-side', '-f', '-'], text);
  const [definitions = '', platform = '', tenants = ''] = testPlatform();
  await apply(definitions);
  await established(sandbox);
  await apply(toYaml(PROMETHEUS));
  await apply(toYaml(KSM_OWN_ROLE));
  await apply(toYaml(monitoring(SPEC as never).filter(({ kind }) => kind !== 'ServiceMonitor')));
  await apply(platform);
  await apply(tenants);
}

/** It acts as its own ServiceAccount, and may do what that may. */
async function startStateMetrics(observatory: Observatory, sandbox: Sandbox, { port, telemetry }: { port: number; telemetry: number }): Promise<void> {
  const config = load(fs.readFileSync(sandbox.kubeconfig, 'utf8')) as { users: { user: Record<string, string> }[] };
  for (const { user } of config.users) user.as = KSM;
  const args = [
    `--kubeconfig=${observatory.file('ksm.json', JSON.stringify(config))}`,
    `--custom-resource-state-config-file=${observatory.file('job-metrics.yaml', dataOf('ds-job-metrics', 'config.yaml'))}`,
    '--resources=pods,nodes',
    '--host=127.0.0.1',
    `--port=${port}`,
    '--telemetry-host=127.0.0.1',
    `--telemetry-port=${telemetry}`,
  ];
  await observatory.start(path.join(await binaries('kube-state-metrics'), 'kube-state-metrics'), args, `http://127.0.0.1:${port}/healthz`);
}

function ruleFiles(): Record<string, string> {
  const budgets = compileBudgets([{ name: SIMULATED_TENANT, budget: { gpuHoursPerMonth: 0.01, cpuHoursPerMonth: 100 } }], SPEC as never);
  return { 'rules.yaml': dataOf('ds-platform', 'ds-platform.yaml'), 'budgets.yaml': dataIn(budgets, 'ds-tenant-budgets', 'ds-tenant-budgets.yaml') };
}

function dataOf(name: string, key: string): string {
  return dataIn(monitoring(SPEC as never), name, key);
}

function dataIn(objects: readonly KubeObject[], name: string, key: string): string {
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name) as { data?: Record<string, string> } | undefined;
  return found?.data?.[key] ?? '';
}

function monitor(name: string): ServiceMonitor {
  const found = monitoring(SPEC as never).find(({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === name);
  if (found === undefined) throw new Error(`There is no ServiceMonitor ${name}.`);
  return found as ServiceMonitor;
}

/** Where the sandbox's Kueue tells its metrics. */
function kueueMetrics(sandbox: Sandbox): string {
  const file = stateFolder(sandbox.name, 'engines', 'kueue', 'configuration.yaml');
  return (load(fs.readFileSync(file, 'utf8')) as { metrics: { bindAddress: string } }).metrics.bindAddress;
}
