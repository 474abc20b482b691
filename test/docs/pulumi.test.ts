import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { readTenants } from '../../lib/tenants/read';
import { parseYaml } from '../../lib/yaml/read';
import { readConfig } from '../../stacks/config';
import { configure } from '../stacks/configure';
import { blocks, ROOT, shownCommands, typeIn } from '../support/console';

const PAGE = 'docs/pulumi.md';

describe(PAGE, () => {
  const [tenants = '', cluster = '', stack = ''] = blocks(PAGE, 'yaml');

  test('the tenants fit the catalog that a platform starts with', () => {
    expect(readTenants(tenants, 'tenants.yaml', DEFAULT_CATALOG).map(({ name }) => name)).toEqual(['s-mlplatform']);
  });

  test('the configuration is right, with the secret that the page asks for and a catalog in its place', () => {
    const [{ config }] = parseYaml(stack, PAGE) as unknown as [{ config: { 'ds-platform:layer': string; 'ds-platform:platform': object } }];
    const { catalogFile: _, ...platform } = config['ds-platform:platform'] as { catalogFile: string };
    configure({ layer: config['ds-platform:layer'], platform, secretValues: { kubePrometheusStack: { grafana: { adminPassword: 'PASSWORD' } } } });
    expect(readConfig()).toMatchObject({ layer: 'platform', spec: platform });
  });

  test('the configuration of nodes is right', () => {
    const [{ config }] = parseYaml(cluster, PAGE) as unknown as [{ config: { 'ds-platform:cluster': object } }];
    configure({ layer: 'cluster', cluster: config['ds-platform:cluster'] });
    expect(readConfig()).toMatchObject({ layer: 'cluster', spec: config['ds-platform:cluster'] });
  });

  test('its commands of ds do what it says', () => {
    const folder = path.join(ROOT, 'bundle');
    if (fs.existsSync(folder)) throw new Error(`${folder} is somebody's: move it away.`);
    try {
      const commands = shownCommands(PAGE).map(({ command }) => command).filter((command) => command.startsWith('npx ds '));
      const out = typeIn(commands, { cwd: ROOT, env: process.env, timeout: 60_000 });
      expect(out).toMatch(/^registry\.k8s\.io\/kueue\/kueue:\S+ +engine kueue$/m);
      expect(fs.readFileSync(path.join(folder, 'images.txt'), 'utf8')).toContain(' registry.example.com/mirror/');
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  test('every key that is set on the command line is one of the configuration', () => {
    const keys = shownCommands(PAGE).flatMap(({ command }) => /^pulumi config set (?:--\S+ )*(\w+)/.exec(command)?.[1] ?? []);
    expect(new Set(keys)).toEqual(new Set(['layer', 'tenants', 'platform', 'secretValues']));
  });

  test("the README's commands are the page's first, which a test runs on a cluster", () => {
    const pulumi = (page: string) => shownCommands(page).map(({ command }) => command).filter((command) => /^(pulumi|export PULUMI)/.test(command));
    const short = pulumi('README.md');
    expect(short.filter((command) => command === 'pulumi up --yes')).toHaveLength(2);
    expect(pulumi(PAGE).slice(0, short.length)).toEqual(short);
  });

  test('every link leads to a file that is there', () => {
    const links = [...fs.readFileSync(path.join(ROOT, PAGE), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !fs.existsSync(path.join(ROOT, 'docs', link)))).toEqual([]);
  });
});
