import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiObject} from 'cdk8s';
import { App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { CORE_SCHEMA, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { ComputeSize, PythonJob, Runtime } from '../../constructs';
import { addObjects } from '../../constructs/objects';
import { parseYaml } from '../../lib';
import { NASTY } from '../lib/yaml/nasty';

/** Numbers as Go, Python and YAML 1.2 write them, which cdk8s leaves without quotes. */
const NUMBERS = ['0o22', '0O17', '-0o7', '0X1F', '0B11', '0b-1', '1e3', '1_0', '.1_0', '1e400', '12:30', '1:30:05', 'y', 'N', 'on', '08', '010', '0x_1', '2020-01-01'];

const values = [...new Set([...NUMBERS, ...NASTY])].filter((text) => text !== '__proto__');

/** What apps write into a folder, file by file. */
function synthesised(yamlOutputType: YamlOutputType, build: (chart: Chart) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'written-'));
  try {
    const app = new App({ outdir, yamlOutputType });
    build(new Chart(app, 'chart'));
    app.synth();
    return readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(join(outdir, name), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const READERS: Record<string, (text: string) => unknown[]> = {
  'YAML 1.1': (text) => loadAll(text, { schema: YAML11_SCHEMA }),
  'YAML 1.2': (text) => loadAll(text, { schema: CORE_SCHEMA }),
  kubectl: (text) => parseYaml(text, 'chart.yaml'),
};

const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'texts', annotations: Object.fromEntries(values.filter((text) => text !== 'constructor').map((text) => [text, text])) }, list: values, inner: values.map((text) => ({ text })) };

describe.each(Object.entries(READERS))('a reader of %s finds in what cdk8s wrote', (_name, read) => {
  test.each([YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE])('every text, by way %s', (type) => {
    const [text = ''] = synthesised(type, (chart) => addObjects(chart, [object]));
    expect(read(text)).toEqual([object]);
  });

  test('the arguments of a job', () => {
    const [text = ''] = synthesised(YamlOutputType.FILE_PER_CHART, (chart) => new PythonJob(chart, 'job', { framework: Runtime.PYTHON_3, size: ComputeSize.CPU_SMALL, module: 'report', args: NUMBERS }));
    expect(read(text)).toMatchObject([{ kind: 'PythonJob', spec: { args: NUMBERS } }]);
  });
});

test('to a program the object is plain data', () => {
  const chart = new Chart(Testing.app(), 'chart');
  const [added] = addObjects(chart, [object]) as [ApiObject];
  const [manifest] = chart.toJson() as [object];
  expect(manifest).toStrictEqual(added.toJson());
  expect(JSON.parse(JSON.stringify(manifest))).toEqual(object);
  expect(structuredClone(manifest)).toEqual(object);
  expect(Object.keys(manifest)).toEqual(['apiVersion', 'kind', 'metadata', 'inner', 'list']);
  expect(String(manifest)).toBe('[object Object]');
});
