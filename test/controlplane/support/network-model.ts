import type { V1Namespace, V1NetworkPolicy } from '@kubernetes/client-node';
import { App, Chart } from 'cdk8s';
import { Operator, PlatformCatalog, PlatformNamespace, Tenant } from '../../../constructs';
import { compileJob, DEFAULT_CATALOG, parseYaml, type KubeObject } from '../../../lib';
import type { JobSet } from '../../../lib/jobs/common/jobset';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { NOTEBOOK_GATEWAY } from '../../builders/catalog';
import { jobSetOf, jupyterNotebook, pythonJob, templateOf, tensorFlowJob } from '../../builders/jobs';
import { blocks } from '../../support/console';
import { tableOf } from '../../support/markdown';
import type { Connection, Peer } from './policy-evaluator';

const PAGE = 'docs/network.md';

/** The objects of the page's example: two tenants, and an operator that Prometheus may read. */
export function exampleObjects(): KubeObject[] {
  const app = new App();
  const chart = new Chart(app, 'example');
  new PlatformNamespace(chart, 'namespace');
  new PlatformCatalog(chart, 'catalog', { catalog: DEFAULT_CATALOG });
  new Operator(chart, 'operator', { metricsNamespace: 'monitoring' });
  const [tenants = ''] = blocks(PAGE, 'yaml');
  for (const tenant of parseYaml(tenants, PAGE) as unknown as TenantSpec[]) new Tenant(chart, tenant.name, tenant);
  return [...(chart.toJson() as KubeObject[]), ...NOTEBOOK];
}

/** What a notebook that names its users is made of. */
const NOTEBOOK = compileJob(jupyterNotebook({ users: ['alice'] }, { name: 'explore', namespace: 's-news' }), { ...DEFAULT_CATALOG, notebookGateway: NOTEBOOK_GATEWAY });

/** A port that everybody is asked on. */
interface Port {
  readonly protocol: string;
  readonly port: number;
}

/** The ports of the page. */
export function ports(): Port[] {
  return tableOf(PAGE, 'port').rows.map(([text = '']) => {
    const [protocol = '', port = ''] = text.split(' ');
    return { protocol, port: Number(port) };
  });
}

/** Peers that the page does not tell apart. */
interface Group {
  readonly name: string;
  readonly peers: readonly Peer[];
}

/** Who the page is about, in its order. */
export function groups(objects: readonly KubeObject[]): Group[] {
  const model = peersByGroup(objects);
  return tableOf(PAGE, 'name').rows.map(([name = '']) => {
    const peers = model[name];
    if (peers === undefined) throw new Error(`${PAGE} names '${name}', which the model does not know.`);
    return { name, peers };
  });
}

/** Two peers or more for each name of the page, so that there are pairs within a group too. */
function peersByGroup(objects: readonly KubeObject[]): Record<string, Peer[]> {
  const pod = podFactory(objects);
  const operator = labelsOfOperator(objects);
  return {
    'news jobs': jobPods().map((labels) => pod('s-news', labels)),
    'news notebook': [1, 2].map(() => pod('s-news', labelsOfNotebook())),
    'news others': [pod('s-news', {}), pod('s-news', { ...labelsOfJob(), 'app.kubernetes.io/managed-by': 'Helm' })],
    'vision jobs': jobPods().map((labels) => pod('s-vision', labels)),
    'vision others': [pod('s-vision', {}), pod('s-vision', operatorLike(operator))],
    operator: [pod('ds-platform', operator), pod('ds-platform', operator)],
    monitoring: [pod('monitoring', { 'app.kubernetes.io/name': 'prometheus' }), pod('monitoring', { 'app.kubernetes.io/name': 'grafana' })],
    gateway: [1, 2].map(() => pod(NOTEBOOK_GATEWAY.namespace, NOTEBOOK_GATEWAY.podLabels)),
    dns: [pod('kube-system', { 'k8s-app': 'kube-dns' }), pod('kube-system', { 'k8s-app': 'metrics-server' })],
    index: [pod('packages', { app: 'devpi' }), pod('packages', {})],
    tracking: [pod('tracking', { app: 'mlflow' }), pod('tracking', {})],
    elsewhere: [pod('default', {}), pod('default', labelsOfJob()), pod('default', operator), pod('s-news-copy', labelsOfJob(), { 'ds.bloomberg.com/tenant': 's-news' })],
    hdfs: ['10.20.0.0', '10.20.3.4', '10.20.255.255'].map((ip) => ({ ip })),
    outside: ['10.19.255.255', '10.21.0.0', '192.168.1.10', '169.254.169.254', '203.0.113.7'].map((ip) => ({ ip })),
  };
}

/** Makes pods with addresses of their own, in namespaces labelled as the objects say; a namespace that is not ours bears its name alone. */
function podFactory(objects: readonly KubeObject[]) {
  let made = 0;
  return (namespace: string, labels: Record<string, string>, more: Record<string, string> = {}): Peer => {
    made += 1;
    const own = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace) as V1Namespace | undefined;
    const namespaceLabels = { ...own?.metadata?.labels, 'kubernetes.io/metadata.name': namespace, ...more };
    return { ip: `10.244.0.${made}`, pod: { namespace, namespaceLabels, labels } };
  };
}

/** Labels of the pods of two jobs, of different kinds, as they are compiled. */
function jobPods(): Record<string, string>[] {
  const training = jobSetOf(tensorFlowJob({ replicas: { chief: {}, ps: { count: 1 } } }));
  return [templateOf(training, 'chief'), templateOf(training, 'ps'), templateOf(jobSetOf(pythonJob({}, { name: 'index' })))].map(({ metadata }) => metadata?.labels ?? {});
}

function labelsOfJob(): Record<string, string> {
  return jobPods()[0] ?? {};
}

function labelsOfNotebook(): Record<string, string> {
  return templateOf(NOTEBOOK.find(({ kind }) => kind === 'JobSet') as JobSet).metadata?.labels ?? {};
}

function labelsOfOperator(objects: readonly KubeObject[]): Record<string, string> {
  const deployment = objects.find(({ kind }) => kind === 'Deployment') as { spec?: { template: { metadata: { labels: Record<string, string> } } } } | undefined;
  return deployment?.spec?.template.metadata.labels ?? {};
}

/** What makes the operator's pods the operator's, without what makes pods the platform's. */
function operatorLike(labels: Record<string, string>): Record<string, string> {
  return { 'app.kubernetes.io/name': labels['app.kubernetes.io/name'] ?? '' };
}

/** A cell of the page's big table, and everything that is asked about it. */
export interface Cell {
  readonly from: string;
  readonly to: string;
  readonly connections: readonly Connection[];
}

/** Every pair of peers, on every port, by the cell that tells of it. No pair is both of one pod, or both outside the cluster. */
export function cells(among: readonly Group[], asked: readonly Port[]): Cell[] {
  return among.flatMap((source) =>
    among.flatMap((target) => {
      const pairs = source.peers.flatMap((from) => target.peers.filter((to) => to !== from && (from.pod ?? to.pod) !== undefined).map((to) => ({ from, to })));
      const connections = pairs.flatMap((pair) => asked.map((port) => ({ ...pair, ...port, portName: portName(target, port) })));
      return connections.length === 0 ? [] : [{ from: source.name, to: target.name, connections }];
    }),
  );
}

/** The operator's port has a name, which its policy uses. */
function portName({ name }: Group, { port, protocol }: Port): string | undefined {
  return name === 'operator' && protocol === 'TCP' && port === 8080 ? 'http' : undefined;
}

/** The page's big table: what it says of each pair, as `from → to`. Empty cells say nothing. */
export function documented(): Record<string, string> {
  const { head, rows } = tableOf(PAGE, 'from ↓ to →');
  const said = rows.flatMap(([from = '', ...texts]) => texts.map((text, index) => [`${from} → ${head[index + 1]}`, text] as const));
  return Object.fromEntries(said.filter(([, text]) => text !== ''));
}

/** How the page writes what was found about each cell. @throws Error where the peers of a group differ */
export function written(found: readonly Cell[], verdicts: readonly boolean[], asked: readonly Port[]): Record<string, string> {
  const rest = [...verdicts];
  return Object.fromEntries(
    found.map(({ from, to, connections }) => {
      const own = rest.splice(0, connections.length);
      const open = asked.filter(({ port, protocol }) => agreed(`${from} → ${to} on ${protocol} ${port}`, own.filter((_, index) => connections[index]?.port === port && connections[index]?.protocol === protocol)));
      return [`${from} → ${to}`, phrase(open, asked)];
    }),
  );
}

function agreed(what: string, verdicts: readonly boolean[]): boolean {
  if (new Set(verdicts).size !== 1) throw new Error(`${what}: ${verdicts.filter(Boolean).length} of ${verdicts.length} connections are let through; the page cannot say that.`);
  return verdicts[0] ?? false;
}

function phrase(open: readonly Port[], asked: readonly Port[]): string {
  if (open.length === asked.length) return 'all';
  return open.length === 0 ? '–' : open.map(({ port, protocol }) => `${protocol} ${port}`).join(', ');
}

/** The NetworkPolicies among objects. */
export function policiesOf(objects: readonly KubeObject[]): V1NetworkPolicy[] {
  return objects.filter(({ kind }) => kind === 'NetworkPolicy') as V1NetworkPolicy[];
}
