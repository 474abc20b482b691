import fc from 'fast-check';
import { printable } from '../../cli/printable';
import { toJson } from '../../cli/json';
import { parseYaml, toYaml } from '../../lib';
import { FakeCluster } from './fake-cluster';
import { ds, type Outcome } from './run-ds';

/** What a terminal obeys. */
const OBEYED = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const wild = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\x1b[2J', '\x1b]0;title\x07', '\x9b31m', '\u202e', '\u2066', '\u200f', '\u061c', '\r', '\b', '\x7f', '\u0085', 'é', '😀', '\n', '\t')))
  .map((parts) => parts.join(''));

describe('a text', () => {
  test('is shown, and not obeyed', () => {
    fc.assert(fc.property(wild, (text) => expect(printable(text)).not.toMatch(OBEYED)));
  });

  test('without controls stays what it is, and the same twice is the same', () => {
    fc.assert(fc.property(wild, (text) => {
      if (!OBEYED.test(text)) expect(printable(text)).toBe(text);
      expect(printable(printable(text))).toBe(printable(text));
    }));
  });

  test('in JSON and YAML stays what it means', () => {
    fc.assert(fc.property(wild, (text) => {
      expect(JSON.parse(printable(toJson({ text })))).toEqual({ text });
      // Halves of characters are in no file.
      const whole = Buffer.from(text, 'utf8').toString('utf8');
      const yaml = toYaml([{ text: whole }]);
      expect(printable(yaml)).toBe(yaml);
      expect(parseYaml(yaml, '')).toEqual([{ text: whole }]);
    }));
  });
});

describe('what others have written', () => {
  const fake = new FakeCluster();
  const run = (...words: string[]): Promise<Outcome> => ds(words, { cluster: fake.connect() });
  beforeAll(() => fake.start());
  afterAll(() => fake.stop());
  beforeEach(() => {
    fake.jobs.clear();
    fake.pods.length = 0;
  });

  test('is not obeyed in logs, wherever their bytes are cut, and raw only where that is asked for', async () => {
    const job = fake.addJob('PythonJob', 'a', { status: { phase: 'Running', message: 'Running.' } });
    fake.addPod(job, 'worker', 0);
    await fc.assert(
      fc.asyncProperty(wild, fc.nat(), async (text, cut) => {
        const bytes = Buffer.from(text, 'utf8');
        const place = cut % (bytes.length + 1);
        fake.logs.set('a-worker-0-0-abcde/main', (response) => {
          response.write(bytes.subarray(0, place));
          setImmediate(() => response.end(bytes.subarray(place)));
        });
        const { code, out } = await run('logs', 'a');
        expect([code, OBEYED.test(out)]).toEqual([0, false]);
        expect(out).toBe(printable(bytes.toString('utf8').replace(/(?<=[^\n])$/, '\n')));
        expect((await run('logs', 'a', '--raw')).out).toBe(bytes.toString('utf8'));
      }),
      { numRuns: 30 },
    );
  });

  test('raw logs of several pods still say whose they are', async () => {
    const job = fake.addJob('PythonJob', 'a', { status: { phase: 'Running', message: 'Running.' } });
    for (const index of [0, 1]) fake.addPod(job, 'worker', index);
    for (const pod of fake.pods) fake.logs.set(`${pod.metadata.name}/main`, '\x1b[1mone\n\ntwo\n');
    expect((await run('logs', 'a', '--raw')).out).toBe([0, 1].map((index) => `worker-${index} | \x1b[1mone\nworker-${index} | \nworker-${index} | two\n`).join(''));
  });

  test.each([['get'], ['get', 'a'], ['get', 'a', '-o', 'json'], ['get', 'a', '-o', 'yaml'], ['explain', 'a'], ['explain', 'a', '-o', 'json'], ['logs', 'a']])('is not obeyed by %s %s %s %s', async (...words) => {
    fake.addJob('PythonJob', 'a', { status: { phase: 'Failed', message: 'Failed: \x1b]0;title\x07 \x9b2J \u202eoh', duration: '1\x1b[2Js' } });
    const { out, err } = await run(...words);
    expect(out + err).toMatch(/title/);
    expect(out + err).not.toMatch(OBEYED);
  });

  test('nor are errors of servers', async () => {
    fake.answers.set('GET /apis/ds.bloomberg.com/v1/namespaces/team/pythonjobs', { status: 403, body: { message: 'no: \x1b[2J\u202e', reason: 'Forbidden' } });
    expect(await run('get', 'pyj')).toMatchObject({ err: 'no: \\x1b[2J\\u202e\n' });
    expect((await run('get', '--\x1b[2J')).err).not.toMatch(OBEYED);
  });
});
