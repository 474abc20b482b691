import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../cli/commands';
import { JOB_KINDS } from '../../lib';
import { ds, DS_COMMAND, Files } from './run-ds';

const files = new Files();
afterAll(() => files.remove());

/** The words that may stand at the place of the last one, and what is said of others. */
async function complete(...words: string[]): Promise<[string[], string]> {
  const lines = (await ds(['__complete', ...words])).out.trimEnd().split('\n');
  return [lines.slice(0, -1).map((line) => line.split('\t')[0] ?? ''), lines.at(-1) ?? ''];
}

describe('a word is completed', () => {
  test('to a command', async () => {
    const [words, rest] = await complete('');
    expect(words).toEqual([...COMMANDS.map(({ name }) => name), ...(words.includes('help') ? ['help'] : [])]);
    expect(rest).toBe(':4');
    expect(await complete('su')).toEqual([['submit', 'suspend'], ':4']);
    expect((await complete('notebook', 'o'))[0]).toEqual(['open']);
  });

  test('to an option, and its value', async () => {
    expect(await complete('get', '--al')).toEqual([['--all-namespaces'], ':4']);
    expect(await complete('get', '-o', '')).toEqual([['table', 'yaml', 'json'], ':4']);
    expect(await complete('get', '--output=y')).toEqual([['--output=yaml'], ':4']);
    expect(await complete('check', '-f', '')).toEqual([[], ':0']);
    expect(await complete('check', '-f', 'a.yaml', 'b')).toEqual([[], ':0']);
    expect(await complete('get', '-n', '')).toEqual([[], ':4']);
    expect(await complete('get', '-n', 'team', 'pythonj')).toEqual([['pythonjobs'], ':4']);
  });

  test('to a kind', async () => {
    expect(await complete('get', '')).toEqual([JOB_KINDS.map(({ plural }) => plural), ':4']);
    expect(await complete('logs', 'py')).toEqual([['pythonjob/'], ':6']);
    expect(await complete('logs', 'pythonjob/')).toEqual([[], ':4']);
    expect(await complete('logs', 'a', '')).toEqual([[], ':4']);
    expect(await complete('completion', '')).toEqual([['bash', 'zsh', 'fish'], ':4']);
  });

  // Whatever commands and options there will be.
  test.each(COMMANDS.map(({ name }) => name))('to each option of ds %s', async (name) => {
    const help = (await ds([name, '--help'])).out;
    const options = [...help.split('\nExamples:')[0]?.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm) ?? []].map(([, long]) => long);
    expect((await complete(name, '--'))[0].sort()).toEqual([...new Set(options)].sort());
  });
});

describe('a shell', () => {
  test('bash asks ds', async () => {
    const bin = files.write('ds', `#!/bin/sh\nexec ${DS_COMMAND.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    chmodSync(bin, 0o755);
    const script = files.write('ds.bash', (await ds(['completion', 'bash'])).out);
    const line = `source ${script}; COMP_WORDS=(ds get -o ""); COMP_CWORD=3; _ds; echo "\${COMPREPLY[@]}"; COMP_WORDS=(ds wai); COMP_CWORD=1; _ds; echo "\${COMPREPLY[@]}"; complete -p ds`;
    const { stdout, stderr } = spawnSync('bash', ['-c', line], { encoding: 'utf8', env: { ...process.env, PATH: `${files.folder}:${process.env.PATH}` } });
    expect([stdout, stderr]).toEqual(['table yaml json\nwait\ncomplete -F _ds ds\n', '']);
  }, 60_000);

  test.each(['zsh', 'fish'])('%s is told how', async (shell) => {
    expect((await ds(['completion', shell])).out).toContain('ds __complete');
  });

  test('another one is not known', async () => {
    expect(await ds(['completion', 'csh'])).toMatchObject({ code: 2, err: expect.stringContaining('Allowed choices are bash, zsh, fish.') });
  });
});

test('kubectl ds is completed by the program that kubectl looks for', () => {
  const [node, tsx, main] = DS_COMMAND;
  const link = join(files.folder, 'kubectl_complete-ds');
  symlinkSync(main, link);
  writeFileSync(join(files.folder, 'package.json'), '{}');
  const { stdout } = spawnSync(node, [tsx, link, 'wai'], { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  expect(stdout).toMatch(/^wait\t.*\n:4\n$/);
}, 60_000);
