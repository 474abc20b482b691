import type { V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Catalog } from '../../../../lib/catalog/spec';
import { compileJob, type Job, validateJob } from '../../../../lib/jobs/job';
import type { SparkApplication } from '../../../../lib/jobs/spark/application';
import type { KubeObject } from '../../../../lib/k8s/object';
import { goodJob } from '../../../builders/arbitrary-jobs';
import { tried } from '../../../builders/arbitrary-tunes';
import { NOTEBOOK_GATEWAY } from '../../../builders/catalog';
import { SPARK_CATALOG } from '../../../builders/jobs';
import { violations } from '../../../builders/pod-security';
import { podTemplatesOf } from '../../../builders/pod-templates';

/** The smallest pod that the standard lets run. */
const GOOD: V1PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'main', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
};
const [MAIN] = GOOD.containers;
const withContext = (context: object): V1PodSpec => ({ ...GOOD, containers: [{ name: 'main', securityContext: { ...MAIN?.securityContext, ...context } }] });

describe('the checker of the Pod Security Standard', () => {
  test.each<[string, V1PodSpec]>([
    ['the smallest good pod', GOOD],
    ['a container that says for itself what the pod says', { containers: withContext({ runAsNonRoot: true, seccompProfile: { type: 'Localhost' } }).containers }],
    ['volumes of its own', { ...GOOD, volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', secret: {} }] }],
    ['the one capability that may be added', withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
  ])('lets pass %s', (_what, spec) => {
    expect(violations({ spec })).toEqual([]);
  });

  test.each<[string, V1PodSpec]>([
    ['host namespace: hostPID', { ...GOOD, hostPID: true }],
    ['volume type: a', { ...GOOD, volumes: [{ name: 'a', hostPath: { path: '/' } }] }],
    ['pod runs as user 0', { ...GOOD, securityContext: { ...GOOD.securityContext, runAsUser: 0 } }],
    ['sysctls', { ...GOOD, securityContext: { ...GOOD.securityContext, sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }],
    ['main: privileged', withContext({ privileged: true })],
    ['main: privilege escalation', withContext({ allowPrivilegeEscalation: undefined })],
    ['main: capabilities are not dropped', withContext({ capabilities: { drop: ['NET_RAW'] } })],
    ['main: capability SYS_ADMIN', withContext({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })],
    ['main: may run as root', withContext({ runAsNonRoot: false })],
    ['main: runs as user 0', withContext({ runAsUser: 0 })],
    ['main: no seccomp profile', withContext({ seccompProfile: { type: 'Unconfined' } })],
    ['main: proc mount', withContext({ procMount: 'Unmasked' })],
    ['main: host port 80', { ...GOOD, containers: [{ ...withContext({}).containers[0], name: 'main', ports: [{ containerPort: 80, hostPort: 80 }] }] }],
    ['early: privilege escalation', { ...GOOD, initContainers: [{ name: 'early', securityContext: { capabilities: { drop: ['ALL'] } } }] }],
  ])('finds "%s"', (found, spec) => {
    expect(violations({ spec })).toEqual([found]);
  });
});

/** A runtime of the catalog for the kinds that are not Python's. */
const RUNTIMES: Readonly<Record<string, string>> = { JVMJob: 'jvm-17', JupyterNotebook: 'jupyter-python-3', SparkJob: 'spark-4' };

/** What generated jobs may name. */
const CATALOG: Catalog = { ...SPARK_CATALOG, notebookGateway: NOTEBOOK_GATEWAY };

/** A generated job that fits the catalog. Volumes that a patch adds are refused by the cluster itself, so patches are left out. */
const job = goodJob().chain((generated) => {
  const { podTemplatePatches: _, ...spec } = generated.spec as { replicas?: Record<string, object>; driver?: object; executor?: object; identities?: object[]; parameters?: { name: string }[]; priority?: string; podTemplatePatches?: unknown };
  const sizes = fc.constantFrom(...Object.keys(DEFAULT_CATALOG.sizes));
  return sizes.map((size) => {
    const replicas = spec.replicas && { replicas: Object.fromEntries(Object.entries(spec.replicas).map(([role, replica]) => [role, replica && { ...replica, size }])) };
    const parts = { ...(spec.driver && { driver: { size } }), ...(spec.executor && { executor: { ...spec.executor, size } }) };
    return { ...generated, metadata: { ...(generated.metadata as object), namespace: 'news' }, spec: { ...spec, ...replicas, ...parts, framework: RUNTIMES[String(generated.kind)] ?? 'tensorflow-2-python-3', size, identities: spec.identities?.slice(0, 1).map(() => ({ id: 'davideis' })), priority: spec.priority && 'high', spot: false, suspend: false, ...(generated.kind === 'HyperTune' && tried(spec.parameters)) } } as unknown as Job;
  });
});

/** The pods of an application: Spark takes the template, and the Spark operator adds the containers that run before. */
function sparkTemplates(compiled: readonly KubeObject[]): V1PodTemplateSpec[] {
  const applications = compiled.filter(({ kind }) => kind === 'SparkApplication') as unknown as SparkApplication[];
  return applications.flatMap(({ spec }) =>
    [spec.driver, spec.executor].map(({ template, initContainers }) => ({ ...template, spec: { containers: [], ...template.spec, initContainers } })),
  );
}

/** The driver of an application alone has a token: it makes the executors. */
const isDriver = ({ metadata }: V1PodTemplateSpec): boolean => metadata?.labels?.['ds.bloomberg.com/job-kind'] === 'SparkJob' && metadata.labels['ds.bloomberg.com/role'] === 'driver';

describe('the pods of generated jobs', () => {
  const jobs = fc.sample(job, { numRuns: 500, seed: 20190318 });
  let pods: V1PodTemplateSpec[] = [];

  beforeAll(() => {
    pods = jobs.flatMap((one) => {
      const compiled = compileJob(one, CATALOG);
      return [...podTemplatesOf(compiled), ...sparkTemplates(compiled)];
    });
  });

  test('are those of jobs that are valid', () => {
    const refused = jobs.flatMap((one) => validateJob(one, CATALOG));
    expect(refused).toEqual([]);
    expect(jobs.filter(({ spec }) => spec.pipPackages?.length).length).toBeGreaterThan(50);
  });

  test('may all run where only restricted pods may', () => {
    expect(pods.flatMap(violations)).toEqual([]);
    expect(pods.length).toBeGreaterThanOrEqual(500);
  });

  test('hold no token of the cluster, and cannot write to their image', () => {
    expect(pods.filter((pod) => pod.spec?.automountServiceAccountToken !== isDriver(pod))).toEqual([]);
    const containers = pods.flatMap(({ spec }) => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]);
    expect(containers.filter(({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true)).toEqual([]);
    expect(containers.length).toBeGreaterThan(500);
  });

  test('mount only volumes that they have, each at its own place', () => {
    for (const { spec } of pods) {
      const volumes = new Set(spec?.volumes?.map(({ name }) => name));
      for (const { volumeMounts = [] } of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) {
        expect(volumeMounts.filter(({ name }) => !volumes.has(name))).toEqual([]);
        expect(new Set(volumeMounts.map(({ mountPath }) => mountPath)).size).toBe(volumeMounts.length);
      }
    }
  });

  test('are the same however often they are compiled', () => {
    for (const one of jobs.slice(0, 50)) expect(compileJob(structuredClone(one), CATALOG)).toEqual(compileJob(one, CATALOG));
  });
});
