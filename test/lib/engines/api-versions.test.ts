import * as fs from 'node:fs';
import * as path from 'node:path';
import { examplePlatform } from '../../../examples/platform';
import { Testing } from 'cdk8s';
import { DEFAULT_CATALOG, type KubeObject } from '../../../lib';

const ROOT = path.join(__dirname, '..', '..', '..');

/** Rooms whose code runs at a site. */
const ROOMS = ['lib', 'constructs', 'operator', 'stacks', 'cli', 'examples'];

const SOURCES = ROOMS.flatMap((room) =>
  fs
    .readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|json|yaml)$/.test(file) && !file.includes('node_modules'))
    .map((file) => ({ file: path.join(room, file), text: fs.readFileSync(path.join(ROOT, room, file), 'utf8') })),
);

/** Kueue from 0.20 on serves no `v1beta1`, and no API for visibility of that version. */
describe("of Kueue's API", () => {
  test('no other version than v1beta2 is written or asked for anywhere', () => {
    const found = SOURCES.flatMap(({ file, text }) => [...text.matchAll(/(?<!config\.)kueue\.x-k8s\.io\/v\w+/g)].map(([version]) => ({ file, version })));
    expect(found).not.toEqual([]);
    expect(found.filter(({ version }) => version !== 'kueue.x-k8s.io/v1beta2')).toEqual([]);
  });

  test('nothing is asked of its visibility, and nobody is given a right to it', () => {
    expect(SOURCES.filter(({ text }) => text.includes('visibility.kueue')).map(({ file }) => file)).toEqual([]);
  });

  test('what a platform emits is of v1beta2, and names no other', () => {
    const app = Testing.app();
    examplePlatform(app, DEFAULT_CATALOG);
    const objects = app.charts.flatMap((chart) => Testing.synth(chart) as KubeObject[]);
    const versions = new Set(JSON.stringify(objects).match(/(?:[\w.]+\.)?kueue\.x-k8s\.io\/v\d\w*/g));
    expect([...versions]).toEqual(['kueue.x-k8s.io/v1beta2']);
    const groups = objects.flatMap((object) => JSON.stringify(object).match(/"[\w.]*kueue\.x-k8s\.io"/g) ?? []);
    expect(new Set(groups)).toEqual(new Set(['"kueue.x-k8s.io"']));
  });
});
