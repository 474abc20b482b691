import * as fs from 'node:fs';
import * as path from 'node:path';

const FOLDER = path.resolve(__dirname, '../../findings');
const SCRIPTS = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.sh'));
const readme = fs.readFileSync(path.join(FOLDER, 'README.md'), 'utf8');

/** What is installed from a registry, option by option and package by package. */
function packagesOf(text: string): string[] {
  const commands = [...text.matchAll(/(?:\bpip" install|\bnpm install|\bgo get) (.*)$/gm)];
  return commands.flatMap(([, words]) => words!.replaceAll("'", '').split(' ')).filter((word) => !word.startsWith('-'));
}

describe.each(SCRIPTS)('%s', (name) => {
  const text = fs.readFileSync(path.join(FOLDER, name), 'utf8');
  const lines = text.split('\n');

  test('says at its head what it is about, what one would guess, what is done, where it matters, and what to do', () => {
    const head = lines.slice(1, lines.indexOf('set -eu')).join('\n');
    expect(head).toMatch(/^# [\w-]+ \d+\.\d+\.\d+/);
    for (const part of ['# Guess: ', '# What it does: ', '# Where it matters: ', '# Instead: ']) expect(head).toContain(`\n${part}`);
    expect(head.split('\n').filter((line) => !line.startsWith('#'))).toEqual([]);
  });

  test('works in a folder of its own, which it removes', () => {
    expect(lines[0]).toBe('#!/usr/bin/env bash');
    expect(text).toContain('\nset -eu\nfolder=$(mktemp -d)\ntrap \'rm -rf "$folder"\' EXIT\n');
    expect(text).not.toMatch(/\/(home|root|work|tmp|opt)\//);
  });

  test('pins the packages that it installs, and names no registry', () => {
    expect(packagesOf(text)).not.toEqual([]);
    expect(packagesOf(text).filter((word) => !/^@?[\w./-]+(==\d|@v?\d)[\w.]*$/.test(word))).toEqual([]);
    expect(text).not.toMatch(/https?:|--index-url|--registry|GOPROXY/);
  });

  test('imports nothing of ours, prints guess and sight, and is short', () => {
    expect(text).not.toMatch(/ds-platform|\.\.\//);
    expect(text).toMatch(/guess: /);
    expect(text).toMatch(/seen: /);
    expect(text).toMatch(/^ *assert |os\.Exit\(1\)|\| cmp - /m);
    expect(lines.length).toBeLessThanOrEqual(140);
  });

  test('can be called, and says at its end what holds', () => {
    expect(fs.statSync(path.join(FOLDER, name)).mode & 0o111).toBe(0o111);
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/^echo 'holds: .+'$/), '']);
  });

  test('is told of in the table, with its versions', () => {
    const row = readme.split('\n').find((line) => line.includes(`(${name})`)) ?? '';
    const [, version] = /^# [\w-]+ (\d+\.\d+\.\d+)/m.exec(text)!;
    expect(row).toContain(version);
  });
});

test('the table has no other scripts', () => {
  expect([...readme.matchAll(/\]\(([\w-]+\.sh)\)/g)].map(([, name]) => name)).toEqual([...SCRIPTS].sort());
});
