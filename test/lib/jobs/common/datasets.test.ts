import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { mainOf, podOf, pythonJob, SHA256 } from '../../../builders/jobs';
import { variablesOf, wordsOf } from '../../../builders/kubelet';

const JOB = pythonJob({
  datasets: [
    { name: 'news-index', uri: 'hdfs://CLUSTER/$(HOME)/news', version: '2', checksum: SHA256 },
    { name: 'pictures', volume: { claimName: 'pictures', subPath: 'v7' }, version: '7', checksum: SHA256 },
    { name: 'sounds', volume: { claimName: 'sounds' } },
  ],
});

test('variables say where data is, and which', () => {
  expect(variablesOf(mainOf(JOB))).toMatchObject({
    DS_DATASET_NEWS_INDEX: 'hdfs://CLUSTER/$(HOME)/news',
    DS_DATASET_NEWS_INDEX_VERSION: '2',
    DS_DATASET_NEWS_INDEX_CHECKSUM: SHA256,
    DS_DATASET_PICTURES: '/data/pictures',
    DS_DATASET_PICTURES_VERSION: '7',
    DS_DATASET_SOUNDS: '/data/sounds',
  });
  expect(variablesOf(mainOf(JOB))).not.toHaveProperty('DS_DATASET_SOUNDS_VERSION');
});

test('volumes are mounted read-only, and checked before the job starts', () => {
  const { volumes, initContainers = [] } = podOf(JOB);
  expect(volumes).toEqual(expect.arrayContaining([
    { name: 'dataset-0', persistentVolumeClaim: { claimName: 'pictures', readOnly: true } },
    { name: 'dataset-1', persistentVolumeClaim: { claimName: 'sounds', readOnly: true } },
  ]));
  const mounts = [{ name: 'dataset-0', mountPath: '/data/pictures', readOnly: true, subPath: 'v7' }, { name: 'dataset-1', mountPath: '/data/sounds', readOnly: true }];
  expect(mainOf(JOB).volumeMounts).toEqual(expect.arrayContaining(mounts));
  expect(initContainers.map(({ name }) => name)).toEqual(['datasets']);
  expect(initContainers[0]?.volumeMounts).toEqual(expect.arrayContaining(mounts));
  expect(wordsOf(initContainers[0]!).slice(-3)).toEqual(['pictures', '/data/pictures', SHA256]);
});

test('without a checksum on a volume nothing is checked', () => {
  expect(podOf(pythonJob({ datasets: [{ name: 'a', uri: 's3://a/b', checksum: SHA256 }, { name: 'b', volume: { claimName: 'b' } }] })).initContainers).toBeUndefined();
});

describe('the check', () => {
  const sum = (text: string) => createHash('sha256').update(text).digest('hex');
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-data-'));
    fs.mkdirSync(path.join(folder, 'sub'));
    fs.writeFileSync(path.join(folder, 'a.txt'), 'a');
    fs.writeFileSync(path.join(folder, 'sub/b b.txt'), 'b');
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  async function check(place: string, checksum: string): Promise<string> {
    const [, ...words] = wordsOf(podOf(JOB).initContainers![0]!).slice(0, -3);
    return promisify(execFile)(process.execPath, [...words, 'pictures', place, checksum]).then(({ stdout }) => stdout, ({ stderr }: { stderr: string }) => stderr.replaceAll(folder, 'DATA'));
  }

  test('lets pass what is as it was meant', async () => {
    const sums = `${sum('a')}  a.txt\n${sum('b')} *sub/b b.txt\n`;
    fs.writeFileSync(path.join(folder, 'SHA256SUMS'), sums);
    expect(await check(folder, sum(sums))).toBe('');
    expect(await check(path.join(folder, 'a.txt'), sum('a'))).toBe('');
  });

  test('tells the first file that is not', async () => {
    const sums = `${sum('a')}  a.txt\n${sum('c')}  sub/b b.txt\n`;
    fs.writeFileSync(path.join(folder, 'SHA256SUMS'), sums);
    expect(await check(folder, sum(sums))).toBe(`error: Dataset pictures is not what was meant: DATA/sub/b b.txt has the sha256 ${sum('b')}, not ${sum('c')}.\n`);
    expect(await check(folder, sum('x'))).toBe(`error: Dataset pictures is not what was meant: DATA/SHA256SUMS has the sha256 ${sum(sums)}, not ${sum('x')}.\n`);
    fs.writeFileSync(path.join(folder, 'SHA256SUMS'), 'nonsense\n');
    expect(await check(folder, sum('nonsense\n'))).toBe('error: Dataset pictures has a line in DATA/SHA256SUMS that sha256sum does not write: nonsense\n');
    expect(await check(path.join(folder, 'none'), SHA256)).toContain('error: ENOENT');
  });
});
