import type { V1Deployment, V1NetworkPolicy } from '@kubernetes/client-node';
import { pythonJob } from '../builders/jobs';
import { eventually, find, kubectl, list } from './support/cluster';
import { ended, release, removeJobs, runningPods, start, UNTIL_RELEASED, type LivePod } from './support/jobs';

const NAMESPACE = 'ds-platform';
const SELECTOR = 'app.kubernetes.io/name=ds-operator';

const JOBS = {
  during: pythonJob({ script: UNTIL_RELEASED }, { name: 'operator-during' }),
  after: pythonJob({ script: 'print("done")' }, { name: 'operator-after' }),
};

const operatorPods = (): Promise<LivePod[]> => list<LivePod>('pods', SELECTOR, NAMESPACE);
const ready = async (): Promise<number | undefined> => (await find<V1Deployment>('deployment', 'ds-operator', NAMESPACE))?.status?.readyReplicas;

afterAll(removeJobs, 90_000);

describe('the operator', () => {
  let pods: LivePod[];

  beforeAll(async () => {
    await eventually('both pods are ready', async () => (await ready()) === 2 && (await operatorPods()).length === 2);
    pods = await operatorPods();
  }, 60_000);

  test('has no way into the API: no token is mounted, and no role is bound to it', async () => {
    for (const { spec } of pods) {
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.volumes?.map(({ name, configMap }) => [name, configMap?.name])).toEqual([['program', 'ds-operator'], ['catalog', 'ds-catalog']]);
      expect(spec.containers[0]?.volumeMounts?.map(({ mountPath, readOnly }) => [mountPath, readOnly])).toEqual([['/opt/ds-operator', true], ['/etc/ds-platform/catalog', true]]);
    }
    const bindings = await kubectl(['get', 'clusterrolebindings,rolebindings', '-A', '-o', 'jsonpath={.items[*].subjects[*].namespace}']);
    expect(bindings.split(' ')).not.toContain(NAMESPACE);
  });

  test('may do next to nothing on its node', () => {
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } });
      expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }]);
    }
  });

  test('can be called by Metacontroller alone, and can call nobody', async () => {
    const policy = await find<V1NetworkPolicy>('networkpolicy', 'ds-operator', NAMESPACE);
    expect(policy?.spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ds-operator' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'metacontroller' } } }], ports: [{ port: 'http', protocol: 'TCP' }] }],
    });
  });

  test('tells Prometheus about its hooks and its catalog, in every pod', async () => {
    for (const { metadata } of pods) {
      const metrics = await kubectl(['get', '--raw', `/api/v1/namespaces/${NAMESPACE}/pods/${metadata.name}:8080/proxy/metrics`]);
      expect(metrics).toMatch(/^ds_operator_catalog_valid 1$/m);
      expect(metrics).toMatch(/^# TYPE ds_operator_hook_duration_seconds histogram$/m);
      expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
    }
  });

  test('goes on when one of its pods is killed: a job that runs ends well, and so does a new one', async () => {
    await start(JOBS.during);
    const running = await runningPods(JOBS.during);
    const [killed] = pods;
    await kubectl(['delete', 'pod', killed!.metadata.name, '--grace-period=0', '--force'], undefined, NAMESPACE);
    await Promise.all([start(JOBS.after), release(...running)]);
    const jobs = await Promise.all([ended(JOBS.during), ended(JOBS.after)]);
    expect(jobs.map(({ status }) => status?.phase)).toEqual(['Succeeded', 'Succeeded']);
    await eventually('another pod has taken its place', async () => (await ready()) === 2 && (await operatorPods()).every(({ metadata }) => metadata.uid !== killed!.metadata.uid));
  }, 180_000);
});
