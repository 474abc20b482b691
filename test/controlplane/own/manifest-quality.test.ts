import { load } from 'js-yaml';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { crds, toYaml, type KubeObject } from '../../../lib';
import { Sandbox } from '../../../sandbox/sandbox';
import { exampleObjects, withPlainJobs } from '../support/everything';
import { INGRESS_FORMS, objectsOf } from '../support/ingress-forms';
import { writeSchemas } from '../support/json-schemas';
import { meshCrds, type MeshCrds } from '../support/mesh-crds';
import { checkov, kubeconform, kubeScore, type Finding } from '../support/scanners';
import { crdSets } from '../support/upstream-crds';

/** A finding that is meant to be so. */
interface Exception {
  readonly tool: Finding['tool'];
  readonly check: string;
  readonly object: string;
  readonly reason: string;
}

const EXCEPTIONS = (load(fs.readFileSync(path.join(__dirname, 'manifest-exceptions.yaml'), 'utf8')) ?? []) as readonly Exception[];

/** Everything that is scanned, by what it is. */
const SCANNED: readonly { readonly name: string; readonly objects: readonly KubeObject[] }[] = [
  { name: 'the example platform', objects: exampleObjects() },
  ...INGRESS_FORMS.map((form) => ({ name: `the ingress (${form.name})`, objects: objectsOf(form) })),
];

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-quality-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(name: string, objects: readonly object[]): string {
  const file = path.join(folder, `${name.replaceAll(/\W+/g, '-')}.yaml`);
  fs.writeFileSync(file, toYaml(objects));
  return file;
}

describe('kubeconform', () => {
  let upstream: MeshCrds;
  let schemas: string;

  beforeAll(async () => {
    const server = await Sandbox.up({ name: `quality-${process.pid}`, node: 'none', kubernetes: '1.37', engines: [], simulatedNodes: 0 });
    try {
      upstream = await meshCrds();
      const engines = await crdSets().at(-1)?.yaml();
      schemas = path.join(folder, 'schemas');
      fs.mkdirSync(schemas);
      await writeSchemas(schemas, await server.kubectl(['get', '--raw', '/openapi/v2']), [upstream.yaml, engines, toYaml(crds())].join('\n---\n'));
    } finally {
      await server.down();
    }
  }, 400_000);

  test.each(SCANNED)('finds every field of $name in the schemas of its kinds', async ({ name, objects }) => {
    const known = objects.filter(({ apiVersion }) => upstream.knows(apiVersion));
    const { valid, wrong } = await kubeconform(write(name, known), schemas);
    expect(wrong).toEqual([]);
    expect(valid).toBe(known.length);
  }, 120_000);

  test.each([
    ['a field that there is not', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { selector: {}, template: {}, replica: 1 } }, /replica/],
    ['a number for a text', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 1 } }, /got number, want string|expected string/],
    ['a field that a definition lacks', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'a' }, spec: { rule: [] } }, /rule/],
    ['a kind that there is not', { apiVersion: 'security.istio.io/v1', kind: 'Nothing', metadata: { name: 'a' } }, /could not find schema/],
  ])('would find %s', async (_, object, message) => {
    const { wrong } = await kubeconform(write('wrong', [object]), schemas);
    expect(wrong.join()).toMatch(message);
  }, 60_000);
});

describe('kube-score and Checkov', () => {
  let findings: Finding[];

  beforeAll(async () => {
    const scanned = await Promise.all(SCANNED.map(async ({ name, objects }) => {
      const file = write(`${name} scanned`, withPlainJobs(objects));
      return [...(await kubeScore(file)), ...(await checkov(file))];
    }));
    findings = scanned.flat();
  }, 900_000);

  test('find nothing critical but what is meant to be so, with a reason', () => {
    const unexplained = findings.filter((finding) => !EXCEPTIONS.some((exception) => covers(exception, finding)));
    expect(unexplained.map(({ tool, check, object, says }) => `${tool} ${check} ${object}: ${says}`)).toEqual([]);
  });

  test('need every exception that is written down', () => {
    expect(EXCEPTIONS.filter((exception) => !findings.some((finding) => covers(exception, finding)))).toEqual([]);
    expect(EXCEPTIONS.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });

  test('would find a careless Deployment', async () => {
    const careless = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'careless', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: { hostNetwork: true, containers: [{ name: 'a', image: 'a', securityContext: { privileged: true } }] } } } };
    const file = write('careless', [careless]);
    expect((await kubeScore(file)).map(({ check }) => check)).toContain('container-security-context-privileged');
    expect((await checkov(file)).map(({ check }) => check)).toEqual(expect.arrayContaining(['CKV_K8S_16', 'CKV_K8S_19']));
  }, 120_000);
});

function covers(exception: Exception, finding: Finding): boolean {
  const pattern = new RegExp(`^${exception.object.split('*').map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
  return exception.tool === finding.tool && exception.check === finding.check && pattern.test(finding.object);
}
