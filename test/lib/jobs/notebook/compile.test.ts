import type { V1Container, V1PersistentVolumeClaim, V1Service } from '@kubernetes/client-node';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { JobSet } from '../../../../lib/jobs/common/jobset';
import { compileJob, validateJob } from '../../../../lib/jobs/job';
import { notebookAddress } from '../../../../lib/jobs/notebook/names';
import type { JupyterNotebookSpec } from '../../../../lib/jobs/notebook/spec';
import type { NetworkPolicy } from '../../../../lib/k8s/network-policy';
import type { KubeObjectOf } from '../../../../lib/k8s/object';
import { NOTEBOOK_GATEWAY } from '../../../builders/catalog';
import { jobSetOf, jupyterNotebook, mainOf, part, podOf, templateOf, TOKEN_HASH } from '../../../builders/jobs';
import { variablesOf, wordsOf } from '../../../builders/kubelet';

const LABELS = { 'ds.bloomberg.com/job-kind': 'JupyterNotebook', 'ds.bloomberg.com/job-name': 'news' };

function claimOf(spec: Partial<JupyterNotebookSpec>): V1PersistentVolumeClaim | undefined {
  return jobSetOf(jupyterNotebook(spec)).spec.volumeClaimPolicies?.[0]?.templates[0];
}

/** Whom the server lets in. */
const comers = (tokenHashes: string[], users: string[] = []): string => JSON.stringify({ tokenHashes, users });

test('one pod starts JupyterLab, for whoever has a token', () => {
  const [python, option, , ...settings] = wordsOf(mainOf(jupyterNotebook({ idleTimeoutSeconds: 600 })));
  expect([python, option, ...settings]).toEqual(['python3', '-c', '600', '86400', '/home/ds/workspace', comers([TOKEN_HASH])]);
  expect(part(jobSetOf(jupyterNotebook()), 'main').template.spec).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 0 });
});

test('without tokens it lets nobody in: the server knows no hash', () => {
  expect(wordsOf(mainOf(jupyterNotebook({ tokenHashes: undefined }))).slice(3)).toEqual(['3600', '86400', '/home/ds/workspace', comers([])]);
});

test('an hour without use ends it, unless told otherwise', () => {
  expect(wordsOf(mainOf(jupyterNotebook()))[3]).toBe('3600');
});

test('no secret is in it: the hashes do not tell the tokens', () => {
  const { JUPYTER_TOKEN: _, ...variables } = variablesOf(mainOf(jupyterNotebook()));
  expect(_).toBeUndefined();
  expect(variables).toMatchObject({ JUPYTER_RUNTIME_DIR: '/tmp/jupyter' });
});

test('JobSet makes the claim of the workspace, and keeps it', () => {
  const jobSet = jobSetOf(jupyterNotebook({ workspaceVolume: { size: '50Gi', storageClassName: 'fast' } }));
  expect(jobSet.spec.volumeClaimPolicies).toEqual([
    {
      templates: [
        {
          metadata: { name: 'workspace', labels: { 'app.kubernetes.io/managed-by': 'ds-platform', ...LABELS } },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '50Gi' } }, storageClassName: 'fast' },
        },
      ],
      retentionPolicy: { whenDeleted: 'Retain' },
    },
  ]);
  expect(mainOf(jupyterNotebook()).volumeMounts).toContainEqual({ name: 'workspace', mountPath: '/home/ds/workspace' });
  expect(podOf(jupyterNotebook()).volumes?.map(({ name }) => name)).not.toContain('workspace');
});

test.each<[Partial<JupyterNotebookSpec>, object]>([
  [{}, { resources: { requests: { storage: '10Gi' } } }],
  [{ workspaceVolume: { storageClassName: 'fast' } }, { resources: { requests: { storage: '10Gi' } }, storageClassName: 'fast' }],
])('the workspace of %j is %j', (spec, expected) => {
  expect(claimOf(spec)?.spec).toEqual({ accessModes: ['ReadWriteOnce'], ...expected });
});

test('a claim that is there is mounted: JobSet would refuse to make it again', () => {
  const [jobSet] = compileJob(jupyterNotebook(), DEFAULT_CATALOG, { claims: ['other', 'workspace-news-nb'] }) as [JobSet];
  expect(jobSet.spec.volumeClaimPolicies).toBeUndefined();
  expect(templateOf(jobSet).spec?.volumes).toContainEqual({ name: 'workspace', persistentVolumeClaim: { claimName: 'workspace-news-nb' } });
  const [mounted] = templateOf(jobSet).spec?.containers ?? [];
  expect(mounted?.volumeMounts?.filter(({ name }) => name === 'workspace')).toEqual([{ name: 'workspace', mountPath: '/home/ds/workspace' }]);
});

test('it is found by a name that stays, and reached by jobs of its namespace alone', () => {
  const [, service, policy] = compileJob(jupyterNotebook({}, { namespace: 's-mlplatform' }), DEFAULT_CATALOG) as unknown as [JobSet, V1Service, NetworkPolicy];
  expect(service.metadata).toMatchObject({ name: 'news-notebook', namespace: 's-mlplatform' });
  expect(service.spec).toEqual({ selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 'http', appProtocol: 'http' }] });
  expect(policy.spec).toEqual({
    podSelector: { matchLabels: LABELS },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'ds-platform' } } }] }],
  });
  expect(templateOf(jobSetOf(jupyterNotebook())).metadata?.labels).toMatchObject(LABELS);
});

describe('a notebook that names its users', () => {
  const FOR_ALICE = { tokenHashes: undefined, users: ['alice@example.com', 'b $(x)'] };
  const CATALOG = { ...DEFAULT_CATALOG, notebookGateway: NOTEBOOK_GATEWAY };
  const objects = compileJob(jupyterNotebook(FOR_ALICE, { namespace: 's-mlplatform' }), CATALOG) as KubeObjectOf<unknown>[];
  const spec = (kind: string, name: string): unknown => objects.find((object) => object.kind === kind && object.metadata.name === name)?.spec;
  const GATEWAY = 'cluster.local/ns/istio-ingress/sa/istio-ingress';

  test('lets these in by what the gateway says of them', () => {
    const [made] = objects as unknown as [JobSet];
    expect(wordsOf(templateOf(made).spec?.containers[0] as V1Container).at(-1)).toBe(comers([], ['alice@example.com', 'b $(x)']));
    expect(templateOf(made).metadata?.labels).toMatchObject({ ...LABELS, 'ds.bloomberg.com/behind-gateway': 'true' });
  });

  test('shares its host with no other, and so nothing that browsers keep for a host', () => {
    const hosts = ['news', 'other'].map((name) => {
      const made = compileJob(jupyterNotebook(FOR_ALICE, { name, namespace: 's-mlplatform' }), CATALOG) as KubeObjectOf<unknown>[];
      return (made.find(({ kind }) => kind === 'VirtualService')?.spec as { hosts: string[] }).hosts;
    });
    expect(new Set(hosts.flat()).size).toBe(2);
  });

  test('is found by them alone, who asks being known by the claim of the token', () => {
    expect(spec('VirtualService', 'news-notebook')).toEqual({
      hosts: ['news--s-mlplatform.notebooks.example.com'],
      gateways: ['istio-ingress/ds-ingress'],
      exportTo: ['istio-ingress'],
      http: [
        {
          match: FOR_ALICE.users.map((user) => ({ port: 443, headers: { '@request.auth.claims[sub]': { exact: user } } })),
          headers: { request: { remove: expect.arrayContaining(['remote-user', 'x-forwarded-user', 'cookie']) } },
          route: [{ destination: { host: 'news-notebook.s-mlplatform.svc.cluster.local', port: { number: 80 } } }],
        },
        { match: [{ port: 443 }], directResponse: { status: 403, body: { string: 'This notebook is not for you.\n' } } },
      ],
    });
  });

  test('answers the gateway and nobody else, no job of its tenant either', () => {
    const selector = { matchLabels: LABELS };
    const to = [{ operation: { ports: ['8888'] } }];
    expect(objects.filter(({ kind }) => kind === 'NetworkPolicy').map((object) => object.spec)).toEqual([
      {
        podSelector: selector,
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-ingress' } }, podSelector: { matchLabels: { istio: 'ingress' } } }], ports: [{ port: 15008, protocol: 'TCP' }] }],
      },
    ]);
    expect(spec('AuthorizationPolicy', 'news-notebook-only')).toEqual({ selector, action: 'DENY', rules: [{ from: [{ source: { notPrincipals: [GATEWAY] } }], to }] });
    expect(spec('AuthorizationPolicy', 'news-notebook-allow')).toEqual({ selector, action: 'ALLOW', rules: [{ from: [{ source: { principals: [GATEWAY] } }], to }] });
  });

  test('keeps its doors while it is held back', () => {
    const held = compileJob(jupyterNotebook({ ...FOR_ALICE, suspend: true }, { namespace: 's-mlplatform' }), CATALOG);
    expect(held.map(({ kind }) => kind)).toEqual(['Service', 'VirtualService', 'NetworkPolicy', 'AuthorizationPolicy', 'AuthorizationPolicy']);
  });

  test('must say where it is, unless the cluster does; that is its address', () => {
    const patched = { ...FOR_ALICE, podTemplatePatches: [{ op: 'add', path: '/metadata/labels/a', value: 'b' }] };
    expect(validateJob(jupyterNotebook(patched as Partial<JupyterNotebookSpec>), CATALOG)).toEqual([]);
    expect(() => compileJob(jupyterNotebook(FOR_ALICE), CATALOG)).toThrow('metadata.namespace: missing (given nothing, with spec.users). Allowed: the namespace that the job will be in, which its objects name. Name it.');
    const placed = jupyterNotebook(FOR_ALICE, { namespace: 's-mlplatform' });
    expect(notebookAddress(placed, CATALOG)).toBe('https://news--s-mlplatform.notebooks.example.com/');
    expect(notebookAddress(jupyterNotebook({}, { namespace: 's-mlplatform' }), CATALOG)).toBe('http://news-notebook.s-mlplatform.svc/');
  });
});

test.each<[Partial<JupyterNotebookSpec>, string | undefined]>([
  [{}, 'ds-notebook'],
  [{ preemptible: false }, 'ds-notebook'],
  [{ preemptible: true }, undefined],
  [{ preemptible: true, priority: 'low' }, 'low'],
])('%j waits with priority %s', (spec, expected) => {
  expect(jobSetOf(jupyterNotebook(spec)).metadata.labels?.['kueue.x-k8s.io/priority-class']).toBe(expected);
});
