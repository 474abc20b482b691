import { execFile } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Json, parseYaml } from '../../../lib';
import { binaries } from '../../../sandbox/binaries';
import { yamlText } from '../../builders/arbitrary-yaml';

jest.setTimeout(600_000);

const [TEXTS, BATCH] = [10_000, 500];

let kubectl = '';
beforeAll(async () => {
  kubectl = join(await binaries('kubernetes'), 'kubectl');
});

/** What kubectl makes of a stream, without a cluster; nothing if it refuses it. */
function readByKubectl(text: string): Promise<Json[] | undefined> {
  return new Promise((resolve) => {
    const child = execFile(kubectl, ['label', '--local', '--overwrite', '-f', '-', '-o', 'json', 'read=1'], { env: { HOME: '/nonexistent' }, maxBuffer: 1 << 28 }, (error, out) => {
      resolve(error === null ? (JSON.parse(`[${out.replace(/^\}\n\{$/gm, '},{')}]`) as Json[]) : undefined);
    });
    child.stdin?.end(text);
  });
}

const manifest = (text: string): string => `apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing, labels: {read: "1"}}\n${text}`;

/** What is sent, where `-0.0` is 0. */
const sent = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

function readByUs(text: string): Json | undefined {
  try {
    return sent(parseYaml(text, 'text')[0] as Json);
  } catch {
    return undefined;
  }
}

const texts = fc.sample(yamlText, { seed: 7, numRuns: TEXTS }).map(manifest);
const read = texts.map((text) => ({ text, value: readByUs(text) }));

test(`${TEXTS} texts are read as kubectl reads them`, async () => {
  const accepted = read.filter(({ value }) => value !== undefined);
  expect(accepted.length).toBeGreaterThan(TEXTS / 2);
  for (let at = 0; at < accepted.length; at += BATCH) {
    const batch = accepted.slice(at, at + BATCH);
    const theirs = await readByKubectl(batch.map(({ text }) => text).join('---\n'));
    const refused = theirs === undefined ? await firstRefused(batch.map(({ text }) => text)) : undefined;
    expect(refused).toBeUndefined();
    batch.forEach(({ text, value }, index) => expect({ text, value: theirs?.[index] }).toEqual({ text, value }));
  }
});

/** But for what stands twice: of that kubectl takes one in silence. */
test.each(['.inf', '-.INF', '.nan', '!!int yes', '!!float a', '!!bool 1', '!!null a', '!!binary "?"', '!!binary "aa=a"', '{~: a}', '{18446744073709551615: a}', '{? [a] : b}', '{? {a: b} : b}', '{<<: 5}', '{<<: [5]}', '&a {<<: *a}', '*b', '[a', '"\\q"', '@a'])('%s is refused, as kubectl refuses it', async (value) => {
  const text = manifest(`x: ${value}\n`);
  expect({ ours: readByUs(text), theirs: await readByKubectl(text) }).toEqual({ ours: undefined, theirs: undefined });
});

async function firstRefused(texts: readonly string[]): Promise<string | undefined> {
  for (const text of texts) if ((await readByKubectl(text)) === undefined) return text;
  return undefined;
}
