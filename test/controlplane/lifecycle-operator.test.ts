import type { V1Deployment, V1NetworkPolicy } from '@kubernetes/client-node';
import { pythonJob } from '../builders/jobs';
import { eventually, find, kubectl, list, sandbox } from './support/cluster';
import { TENANT } from './support/platform';
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

  test('has an account of its own, with no more than it needs', async () => {
    for (const { spec } of pods) {
      expect(spec.serviceAccountName).toBe('ds-operator');
      expect(spec.containers[0]?.volumeMounts?.map(({ mountPath, readOnly }) => [mountPath, readOnly])).toEqual([['/opt/ds-operator', true], ['/etc/ds-platform/catalog', true], ['/var/run/secrets/kubernetes.io/serviceaccount', true]]);
    }
  });

  /** Who tries is the operator's account; what is tried is done by nobody. */
  test.each<[string, string[], 'yes' | 'no']>([
    ['read jobs everywhere', ['list', 'pythonjobs.ds.bloomberg.com', '--all-namespaces'], 'yes'],
    ['read pods everywhere', ['watch', 'pods', '--all-namespaces'], 'yes'],
    ['make JobSets in a tenant', ['create', 'jobsets.jobset.x-k8s.io', '-n', TENANT], 'yes'],
    ['write statuses in a tenant', ['update', 'pythonjobs.ds.bloomberg.com', '--subresource=status', '-n', TENANT], 'yes'],
    ['make JobSets elsewhere', ['create', 'jobsets.jobset.x-k8s.io', '-n', 'default'], 'no'],
    ['write statuses elsewhere', ['update', 'pythonjobs.ds.bloomberg.com', '--subresource=status', '-n', 'default'], 'no'],
    ['change a job', ['update', 'pythonjobs.ds.bloomberg.com', '-n', TENANT], 'no'],
    ['change a JobSet', ['patch', 'jobsets.jobset.x-k8s.io', '-n', TENANT], 'no'],
    ['read Secrets of a tenant', ['get', 'secrets', '-n', TENANT], 'no'],
    ['read Secrets of its own namespace', ['list', 'secrets', '-n', NAMESPACE], 'no'],
    ['make pods', ['create', 'pods', '-n', TENANT], 'no'],
    ['run commands in pods', ['create', 'pods', '--subresource=exec', '-n', TENANT], 'no'],
    ['read logs', ['get', 'pods', '--subresource=log', '-n', TENANT], 'no'],
    ['bind roles', ['create', 'rolebindings.rbac.authorization.k8s.io', '-n', TENANT], 'no'],
    ['take the Lease of another', ['update', 'leases.coordination.k8s.io/kueue', '-n', NAMESPACE], 'no'],
    ['change its own program', ['update', 'configmaps', '-n', NAMESPACE], 'no'],
    ['read nodes', ['list', 'nodes'], 'no'],
    ['do anything', ['*', '*', '--all-namespaces'], 'no'],
  ])('may it %s? %p: %s', async (_what, question, answer) => {
    const said = await sandbox().kubectl(['auth', 'can-i', ...question, `--as=system:serviceaccount:${NAMESPACE}:ds-operator`]).catch((error: Error) => error.message);
    expect(/(^|\n)(yes|no)\b/.exec(said)?.[2]).toBe(answer);
  });

  test('may do next to nothing on its node', () => {
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } });
      expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }]);
    }
  });

  test('can be called by nobody, and calls the API server alone', async () => {
    const [ingress, egress] = await Promise.all(['ds-operator', 'ds-operator-egress'].map((name) => find<V1NetworkPolicy>('networkpolicy', name, NAMESPACE)));
    expect([ingress?.spec?.policyTypes, ingress?.spec?.ingress ?? []]).toEqual([['Ingress'], []]);
    expect(egress?.spec?.egress).toEqual([{ ports: [{ port: 443, protocol: 'TCP' }, { port: 6443, protocol: 'TCP' }] }]);
  });

  test('tells Prometheus about its work and its catalog, in every pod', async () => {
    for (const { metadata } of pods) {
      const metrics = await kubectl(['get', '--raw', `/api/v1/namespaces/${NAMESPACE}/pods/${metadata.name}:8080/proxy/metrics`]);
      expect(metrics).toMatch(/^ds_operator_catalog_valid 1$/m);
      expect(metrics).toMatch(/^# TYPE ds_operator_sync_duration_seconds histogram$/m);
      expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
    }
  });

  test('is led by one of its pods', async () => {
    const lease = await find<{ spec: { holderIdentity: string } }>('lease', 'ds-operator', NAMESPACE);
    expect((await operatorPods()).map(({ metadata }) => metadata.name)).toContain(lease?.spec.holderIdentity);
  });

  test('goes on when the pod that leads is killed: a job that runs ends well, and so does a new one', async () => {
    await start(JOBS.during);
    const running = await runningPods(JOBS.during);
    const leader = (await find<{ spec: { holderIdentity: string } }>('lease', 'ds-operator', NAMESPACE))?.spec.holderIdentity;
    const killed = (await operatorPods()).find(({ metadata }) => metadata.name === leader);
    await kubectl(['delete', 'pod', killed!.metadata.name, '--grace-period=0', '--force'], undefined, NAMESPACE);
    await Promise.all([start(JOBS.after), release(...running)]);
    const jobs = await Promise.all([ended(JOBS.during), ended(JOBS.after)]);
    expect(jobs.map(({ status }) => status?.phase)).toEqual(['Succeeded', 'Succeeded']);
    await eventually('another pod has taken its place', async () => (await ready()) === 2 && (await operatorPods()).every(({ metadata }) => metadata.uid !== killed!.metadata.uid));
  }, 180_000);
});
