import { toYaml, type KubeObject } from '../../../lib';
import { KUBERNETES_VERSIONS } from '../../../sandbox/plan';
import { Sandbox } from '../../../sandbox/sandbox';
import { established } from '../support/definitions';
import { INGRESS_FORMS, objectsOf, surroundings } from '../support/ingress-forms';
import { meshCrds, type MeshCrds } from '../support/mesh-crds';

describe.each(KUBERNETES_VERSIONS)('Kubernetes %s', (kubernetes) => {
  let server: Sandbox;
  let crds: MeshCrds;

  beforeAll(async () => {
    server = await Sandbox.up({ name: `ingress-${kubernetes.replace('.', '-')}-${process.pid}`, node: 'none', kubernetes, engines: [], simulatedNodes: 0 });
    crds = await meshCrds();
    await server.kubectl(['apply', '--server-side', '-f', '-'], crds.yaml);
    await established(server);
  }, 300_000);

  afterAll(() => server.down(), 60_000);

  const apply = (objects: readonly object[], ...options: string[]) => server.kubectl(['apply', '--server-side', '--force-conflicts', '--validate=strict', ...options, '-f', '-'], toYaml(objects));

  test.each(INGRESS_FORMS)('accepts $name in strict mode, and what surrounds it', async (form) => {
    const objects = objectsOf(form).filter(({ apiVersion }) => crds.knows(apiVersion));
    await apply(surroundings(form).filter((object) => (object as KubeObject).kind === 'Namespace'));
    await apply(objects.filter(({ kind }) => kind === 'Namespace'));
    const said = (await apply(objects)).trim().split('\n');
    expect(said).toHaveLength(objects.length);
    expect(said.filter((line) => !line.endsWith(' serverside-applied'))).toEqual([]);
    // What Istio's own pods and the tenants' must be to be matched by these objects is accepted too.
    await apply(surroundings(form));
    // The API server adds nothing to what is ours: a second time changes nothing.
    const generations = () => server.kubectl(['get', 'authorizationpolicies.security.istio.io,requestauthentications.security.istio.io,virtualservices.networking.istio.io,httproutes.gateway.networking.k8s.io', '-A', '-o', 'jsonpath={range .items[*]}{.kind}/{.metadata.name}/{.metadata.generation} {end}']);
    const before = await generations();
    await apply(objects);
    expect(await generations()).toBe(before);
  }, 240_000);

  test('would not accept what is no Gateway', async () => {
    const objects = objectsOf(INGRESS_FORMS[0]!).map((object) => (object.kind === 'Gateway' ? { ...object, spec: { servers: [{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['a'], tls: { minProtocolVersion: 'TLSV1_4' } }] } } : object));
    await expect(apply(objects.filter(({ kind }) => kind === 'Gateway'))).rejects.toThrow('spec.servers[0].tls.minProtocolVersion: Unsupported value: "TLSV1_4"');
  });
});
