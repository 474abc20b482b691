import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { toYaml, type KubeObject } from '../../../lib';
import { binaries } from '../../../sandbox/binaries';
import { withTemporaryFolder } from '../../../sandbox/images/cache';
import { run, RunError } from '../../../sandbox/run';
import { Sandbox } from '../../../sandbox/sandbox';
import { established } from '../support/definitions';
import { INGRESS_FORMS, objectsOf, surroundings, type IngressForm } from '../support/ingress-forms';
import { meshCrds, type MeshCrds } from '../support/mesh-crds';

/** One thing that the analyzer has to say. */
interface Finding {
  readonly code: string;
  readonly level: string;
  readonly origin: string;
  readonly message: string;
}

/** Every finding of `istioctl analyze`, of all namespaces. @see https://istio.io/latest/docs/ops/diagnostic-tools/istioctl-analyze/ */
async function analyze(...args: string[]): Promise<string[]> {
  const program = path.join(await binaries('istio'), 'istioctl');
  let said: string;
  try {
    said = await run(program, ['analyze', '--all-namespaces', '--output=json', ...args]);
  } catch (error) {
    // With findings it ends with a code other than 0; without any output something else is wrong.
    if (!(error instanceof RunError) || !error.output.trimStart().startsWith('[')) throw error;
    said = error.output;
  }
  const findings = JSON.parse(said.slice(0, said.lastIndexOf(']') + 1)) as Finding[];
  return findings.map(({ code, level, origin, message }) => `${level} ${code} ${origin}: ${message}`).sort();
}

function analyzeFiles(objects: readonly object[]): Promise<string[]> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'objects.yaml');
    await fs.writeFile(file, toYaml(objects));
    return analyze('--use-kube=false', file);
  });
}

/** The objects without those of a kind. */
const without = (objects: readonly KubeObject[], kind: string): KubeObject[] => objects.filter((object) => object.kind !== kind);

describe('from files', () => {
  test.each(INGRESS_FORMS)('has nothing to say about $name', async (form) => {
    expect(await analyzeFiles(objectsOf(form))).toEqual([]);
  }, 60_000);

  test('would say that a route has no gateway', async () => {
    const found = await analyzeFiles(without(objectsOf(INGRESS_FORMS[0]!), 'Gateway'));
    expect(found).toContainEqual(expect.stringMatching(/^Error IST0101 VirtualService istio-ingress\/ds-route-notebook: Referenced gateway not found: "ds-ingress"/));
  }, 60_000);
});

/** Most of its analyzers look at pods, services and secrets, and leave out what comes from files alone. */
describe('from a cluster', () => {
  let server: Sandbox;
  let crds: MeshCrds;

  beforeAll(async () => {
    server = await Sandbox.up({ name: `analyzer-${process.pid}`, node: 'none', kubernetes: '1.37', engines: [], simulatedNodes: 0 });
    crds = await meshCrds();
    await server.kubectl(['apply', '--server-side', '-f', '-'], crds.yaml);
    await established(server);
    // It is not ours, and Istio wants to know whether it is to have sidecars.
    await server.kubectl(['label', 'namespace', 'default', 'istio-injection=disabled']);
  }, 300_000);

  afterAll(() => server.down(), 60_000);

  const apply = (objects: readonly object[]) => server.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], toYaml(objects));
  const analyzeCluster = () => analyze('--use-kube=true', '--kubeconfig', server.kubeconfig);

  async function put(form: IngressForm): Promise<object[]> {
    const all = [...surroundings(form), ...objectsOf(form).filter(({ apiVersion }) => crds.knows(apiVersion))] as KubeObject[];
    await apply(all.filter(({ kind }) => kind === 'Namespace'));
    await apply(without(all, 'Namespace'));
    return without(all, 'Namespace');
  }

  const remove = (objects: readonly object[]) => server.kubectl(['delete', '--wait=false', '--grace-period=0', '--ignore-not-found', '-f', '-'], toYaml(objects));

  test.each(INGRESS_FORMS)('has nothing to say about $name', async (form) => {
    const objects = await put(form);
    try {
      expect(await analyzeCluster()).toEqual([]);
    } finally {
      await remove(objects);
    }
  }, 240_000);

  test('would say that a service, the certificate and the pods of the gateway are missing', async () => {
    const objects = await put(INGRESS_FORMS[0]!);
    try {
      await server.kubectl(['delete', 'service', 'alice', '--namespace=s-mlplatform']);
      await server.kubectl(['delete', 'secret', 'ds-ingress-tls', '--namespace=istio-ingress']);
      const found = await analyzeCluster();
      expect(found).toContainEqual(expect.stringMatching(/^Error IST0101 VirtualService istio-ingress\/ds-route-notebook: Referenced host not found: "alice\.s-mlplatform\.svc\.cluster\.local"/));
      expect(found).toContainEqual(expect.stringMatching(/^Error IST0101 Gateway istio-ingress\/ds-ingress: Referenced credentialName not found: "ds-ingress-tls"/));
      await server.kubectl(['delete', 'pod', 'gateway-0', '--namespace=istio-ingress', '--grace-period=0', '--force']);
      expect(await analyzeCluster()).toContainEqual(expect.stringMatching(/^Error IST0101 Gateway istio-ingress\/ds-ingress: Referenced selector not found: "istio=ingress"/));
    } finally {
      await remove(objects);
    }
  }, 240_000);
});
