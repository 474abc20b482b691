import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { readTenants } from '../../lib/tenants/read';
import { parseYaml } from '../../lib/yaml/read';
import { readConfig } from '../../stacks/config';
import { configure } from '../stacks/configure';
import { blocks, ROOT, shownCommands } from '../support/console';

const PAGE = 'docs/pulumi.md';

describe(PAGE, () => {
  const [tenants = '', stack = ''] = blocks(PAGE, 'yaml');

  test('the tenants fit the catalog that a platform starts with', () => {
    expect(readTenants(tenants, 'tenants.yaml', DEFAULT_CATALOG).map(({ name }) => name)).toEqual(['s-mlplatform']);
  });

  test('the configuration is right, with the secret that the page asks for and a catalog in its place', () => {
    const [{ config }] = parseYaml(stack, PAGE) as unknown as [{ config: { 'ds-platform:layer': string; 'ds-platform:platform': object } }];
    const { catalogFile: _, ...platform } = config['ds-platform:platform'] as { catalogFile: string };
    configure({ layer: config['ds-platform:layer'], platform, secretValues: { kubePrometheusStack: { grafana: { adminPassword: 'PASSWORD' } } } });
    expect(readConfig()).toMatchObject({ layer: 'platform', spec: platform });
  });

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
