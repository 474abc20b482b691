import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DEFAULT_CATALOG, type Job, parseYaml, validateJob } from '../../lib';
import { binFolder, blocks, shownCommands, typeIn } from '../support/console';
import { tableOf } from '../support/markdown';

const PAGE = 'docs/hyper-tune.md';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-tune-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test.each(shownCommands(PAGE))('$command', ({ command, prints }) => {
  fs.writeFileSync(path.join(folder, 'job.yaml'), blocks(PAGE, 'yaml')[0] ?? '');
  const out = typeIn([`${command} 2>&1`], { cwd: folder, env: { ...process.env, PATH: `${binFolder(folder)}:${process.env.PATH}` }, timeout: 30_000 });
  expect(out.trimEnd().split('\n').slice(1)).toEqual(prints);
}, 60_000);

describe('what the page says that Katib refuses', () => {
  const catalog = { ...DEFAULT_CATALOG, engines: ['katib' as const] };
  const search = parseYaml(blocks(PAGE, 'yaml')[0] ?? '', PAGE)[0] as unknown as Job;
  const refused = (spec: object, engine = 'katib', name = 'news'): string[] =>
    validateJob({ ...search, metadata: { name }, spec: { ...search.spec, engine, ...spec } } as unknown as Job, catalog).map(({ path }) => path);
  const startups = { algorithm: { algorithmName: 'tpe', algorithmSettings: [{ name: 'n_startup_trials', value: '3' }] } };
  const beside = { studySize: 'CpuSmall', studyVolume: { size: '2Gi' }, activeDeadlineSeconds: 60, backoffLimit: 1 };

  test('is refused with it, and not with Optuna', () => {
    expect(refused({ earlyStopping: { algorithmName: 'successivehalving' } })).toEqual(['spec.earlyStopping.algorithmName']);
    expect(refused(startups)).toEqual(['spec.algorithm.algorithmSettings[0].name']);
    for (const [field, value] of Object.entries(beside)) expect(refused({ [field]: value })).toEqual([`spec.${field}`]);
    expect(refused({}, 'katib', 'n'.repeat(34))).toEqual(['metadata.name']);
    expect(refused({}, 'katib', 'n'.repeat(38))).toEqual(['metadata.name']);
    expect(refused({ earlyStopping: { algorithmName: 'successivehalving' }, ...startups, ...beside }, 'optuna')).toEqual([]);
  });

  test('and nothing else is', () => {
    const named = tableOf(PAGE, 'with engine: katib').rows.flatMap(([, what = '']) => what.split(/[,;] /));
    expect(named).toEqual(['successivehalving', 'the setting n_startup_trials', ...Object.keys(beside), 'more than 37 characters', 'with a PythonJob more than 33']);
    expect(refused({ earlyStopping: { algorithmName: 'medianstop' }, trial: { kind: 'PythonJob', spec: { ...(search.spec as unknown as { trial: { spec: object } }).trial.spec, activeDeadlineSeconds: 60, backoffLimit: 1, parallelism: 2 } } }, 'katib', 'n'.repeat(33))).toEqual([]);
    expect(refused({ framework: 'jvm-21', trial: { kind: 'JVMJob', spec: { jar: 'https://example.com/a.jar', sha256: 'a'.repeat(64), mainClass: 'a.B', args: '${trialParameters.learning-rate} ${trialParameters.depth}' } } })).toEqual([]);
  });
});
