import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Catalog, Job } from '../../../lib';
import type { SparkJobSpec } from '../../../lib/jobs/spark/spec';
import { Sandbox } from '../../../sandbox/sandbox';
import { sparkJob } from '../../builders/jobs';
import { platformWith } from '../../builders/tenants';
import { apiServerOf, applyPlatform } from './install';
import { SIMULATED_LABELS, TENANT, testCatalog } from './platform';

/** What a node has room for beside the engines: four pods of applications, and two drivers alone. */
const SIZES = {
  // That of the examples.
  CpuSmall: { cpu: '250m', memory: '1Gi', nodePool: 'cpu' },
  CpuMedium: { cpu: '290m', memory: '1Gi', nodePool: 'cpu' },
  /** A driver's where one with three pods leaves room. */
  Spare: { cpu: '200m', memory: '1Gi', nodePool: 'cpu' },
  Driver: { cpu: '200m', memory: '1Gi', nodePool: 'gpu' },
  Simulated: { cpu: '1', memory: '1Gi', nodePool: 'simulated' },
};

const QUOTA = { cpu: { cpu: '1160m', memory: '4Gi' }, gpu: { cpu: '400m', memory: '2Gi' }, simulated: { cpu: '32', memory: '32Gi' } };

/** Simulated pods end by themselves otherwise. */
const FOR_EVER = { op: 'add', path: '/metadata/annotations/pod-complete.stage.kwok.x-k8s.io~1delay', value: '3600s' } as const;

/** A platform with Spark that is up. */
export interface SparkPlatform {
  readonly sandbox: Sandbox;
  readonly catalog: Catalog;
}

/** Brings up a sandbox with the Spark operator and a platform on it. The helpers of the shared sandbox find this one. */
export async function sparkPlatform(name: string): Promise<SparkPlatform> {
  const engines = ['jobset', 'kueue', 'spark-operator'] as const;
  const sandbox = await Sandbox.up({ name, node: 'real', engines, images: ['python', 'node', 'spark'], packageIndex: true, networkPolicies: true });
  process.env.DS_TEST_SANDBOX = sandbox.name;
  await sandbox.addSimulatedNodes({ count: 3, labels: SIMULATED_LABELS });
  await sandbox.kubectl(['apply', '--server-side', '-f', '-'], katibDefinition());
  const catalog = await catalogOf(sandbox);
  await applyPlatform(sandbox, charts(catalog));
  return { sandbox, catalog };
}

/** The platform and its one tenant. */
function charts(catalog: Catalog): string[] {
  const egress = [{ name: 'package-index', namespaceSelector: { 'kubernetes.io/metadata.name': 'sandbox-system' }, ports: [{ port: 8080 }, { port: 8081 }] }];
  return platformWith([{ name: TENANT, owners: ['owners'], submitters: ['scientists'], quota: QUOTA, egress }], catalog, { operator: true });
}

/** The tests' catalog on a platform with Spark: drivers reach the API server. */
async function catalogOf(sandbox: Sandbox): Promise<Catalog> {
  const catalog = testCatalog();
  return { ...catalog, sizes: { ...catalog.sizes, ...SIZES }, engines: ['spark', 'katib'], apiServer: await apiServerOf(sandbox) };
}

/** Katib's own definition where it is at hand, else one that likewise takes every Experiment. */
function katibDefinition(): string {
  const folder = process.env.DS_UPSTREAM_CRDS;
  const katib = folder && fs.readdirSync(folder).find((name) => name.startsWith('katib-'));
  if (folder && katib) return fs.readFileSync(path.join(folder, katib, 'experiment.yaml'), 'utf8');
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'experiments.kubeflow.org' },
    spec: {
      group: 'kubeflow.org',
      scope: 'Namespaced',
      names: { kind: 'Experiment', singular: 'experiment', plural: 'experiments' },
      versions: [{ name: 'v1beta1', served: true, storage: true, subresources: { status: {} }, schema }],
    },
  });
}

/** An application with one executor that is at work until it is stopped. Pods of the size `Simulated` only seem to run. */
export function endless(name: string, spec: Partial<SparkJobSpec> = {}): Job {
  return sparkJob({ ...waiting('SparkSession.builder.getOrCreate()'), size: 'Driver', executor: { size: 'Simulated' }, podTemplatePatches: [FOR_EVER], ...spec }, { name });
}

/** A driver that asks for no executors, and so starts soon. */
export function driverAlone(name: string, spec: Partial<SparkJobSpec> = {}): Job {
  return endless(name, { ...waiting('pass'), ...spec });
}

/** A module of Python itself that runs the text that it is given. */
function waiting(text: string): Partial<SparkJobSpec> {
  return { module: 'timeit', args: ['--number=1', '--repeat=1', `from pyspark.sql import SparkSession\nimport time\n${text}\ntime.sleep(3600)`] };
}
