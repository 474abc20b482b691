import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App } from 'cdk8s';
import { examplePlatform } from '../../examples/platform';
import type { Json, KubeObject } from '../../lib/k8s/object';
import type { StructuralSchema } from '../../lib/schema/structural';
import { SchemaValidator } from '../../lib/schema/validator';
import { parseYaml } from '../../lib/yaml/read';
import { blocks, ROOT, shownCommands, typeIn } from '../support/console';
import argoApplication from './schemas/argo-application.json';
import fluxKustomization from './schemas/flux-kustomization.json';

const PAGE = 'docs/gitops.md';

/** The specs of the tools' own definitions, as far as the page uses them: Argo CD 3.6 and Flux's kustomize-controller 1.x. */
const SCHEMAS = { argo: argoApplication as unknown as StructuralSchema, flux: fluxKustomization as unknown as StructuralSchema };

type Spec = { [field: string]: Json };

const manifests = blocks(PAGE, 'yaml').map((block) => parseYaml(block, PAGE)[0] as unknown as { spec: Spec; metadata?: { annotations?: Record<string, string> } });
const [application, ignoring, kustomization] = manifests.map(({ spec }) => spec) as [Spec, Spec, Spec];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-gitops-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function emitted(): KubeObject[] {
  const app = new App();
  examplePlatform(app);
  return app.charts.flatMap((chart) => chart.toJson() as KubeObject[]);
}

test('every command that needs no cluster does what the page shows', () => {
  const commands = shownCommands(PAGE).filter(({ command }) => !command.startsWith('kubectl'));
  const here = (text: string): string => text.replaceAll('clusters/prod', folder);
  const out = typeIn(commands.map(({ command }) => here(command)), { cwd: ROOT, env: process.env, timeout: 120_000 });
  for (const { command, prints } of commands) expect(out).toContain([`$ ${here(command)}`, ...prints].join('\n'));
  expect(out).toContain(`3 jobs checked, no errors. Judged by the catalog in ${folder}/0001-platform.k8s.yaml.`);
  const made = fs.readdirSync(folder);
  const named = shownCommands(PAGE).flatMap(({ command }) => [...command.matchAll(/clusters\/prod\/(\S+)/g)].map(([, file]) => file));
  expect(named.filter((file) => !made.includes(file ?? ''))).toEqual([]);
}, 150_000);

describe('the manifests', () => {
  test.each<[string, Spec, StructuralSchema]>([
    ['of Argo CD', application, SCHEMAS.argo],
    ['of Argo CD for an engine', { ...application, ...ignoring }, SCHEMAS.argo],
    ['of Flux', kustomization, SCHEMAS.flux],
  ])('%s have the form that its definition asks for', (_title, spec, schema) => {
    expect(new SchemaValidator(schema).validate(spec)).toEqual([]);
    expect(new SchemaValidator(schema).validate({ ...spec, prunes: true })).toHaveLength(1);
  });

  test('apply on the server, and make nothing anew', () => {
    expect(application).toMatchObject({ syncPolicy: { syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true'] } });
    expect(manifests[0]?.metadata?.annotations).toEqual({ 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' });
    expect(kustomization).toMatchObject({ wait: true, force: false, prune: true });
  });
});

describe('what the page says of the objects', () => {
  const objects = emitted();

  test('there is no webhook, whose certificate somebody would fill in', () => {
    expect(objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration'))).toEqual([]);
    expect(objects.filter((object) => JSON.stringify(object).includes('caBundle'))).toEqual([]);
  });

  test('the hold of a queue is nobody else\'s field', () => {
    expect(objects.filter(({ kind }) => kind === 'LocalQueue').filter((object) => JSON.stringify(object).includes('stopPolicy'))).toEqual([]);
  });

  test('what must stay of a tenant says so to both tools', () => {
    const kept = objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.['ds.bloomberg.com/tenant'] !== undefined);
    expect(kept.length).toBeGreaterThan(1);
    for (const { metadata } of kept) expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': expect.stringContaining('Prune=false'), 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  });

  test('the operator\'s program is the largest', () => {
    const [largest] = [...objects].sort((one, other) => JSON.stringify(other).length - JSON.stringify(one).length);
    expect(`${largest?.kind}/${largest?.metadata.name}`).toBe('ConfigMap/ds-operator');
  });
});
