import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { programTexts } from '../../generate/programs';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-programs-'))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

function texts(files: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return programTexts(folder);
}

describe('the programs of a folder', () => {
  test('are its files, by their names in camel case, without what is said at their heads', () => {
    const files = {
      'run_it.py': '"""Runs it.\n\nSlowly.\n"""\n\nimport sys\n\n"""A text."""\n',
      'fetch-it.sh': '#!/bin/sh\n# Fetches it.\nset -eu\n# Now.\n',
      'check.mjs': "// Checks it.\nimport { join } from 'node:path';\n",
      'README.md': 'about them',
    };
    expect(texts(files)).toEqual({ runIt: 'import sys\n\n"""A text."""\n', fetchIt: 'set -eu\n# Now.\n', check: "import { join } from 'node:path';\n" });
  });

  test('in Python have in them what they import of the folder, once and in order', () => {
    const programs = texts({
      'words.py': '"""Words."""\nfrom parts import A\n\nBOTH = A + "\\n\\\\"\n',
      'parts.py': 'print("once")\nA = "a"\n',
      'say.py': 'from parts import A\nfrom words import BOTH\n\nprint(repr(A), repr(BOTH))\n',
    });
    expect(Object.keys(programs)).toEqual(['say']);
    expect(execFileSync('python3', ['-I', '-c', programs.say ?? ''], { cwd: os.tmpdir(), encoding: 'utf8' })).toBe("once\n'a' 'a\\n\\\\'\n");
  });

  test('of the shell have in them what they read of the folder', () => {
    const programs = texts({ 'greet.sh': '# shellcheck shell=sh\ngreet() {\n  echo "$&, $1"\n}\n', 'say-it.sh': '#!/bin/sh\n. ./greet.sh\n\ngreet you\n' });
    expect(programs).toEqual({ sayIt: 'greet() {\n  echo "$&, $1"\n}\n\ngreet you\n' });
  });

  test('of Node.js are one file each', () => {
    expect(() => texts({ 'a.mjs': "import { b } from './b.mjs';\n", 'b.mjs': 'export const b = 1;\n' })).toThrow('a program of Node.js is one file');
  });

  test('hold nothing that Python would read as something else', () => {
    expect(() => texts({ 'a.py': 'import b\n', 'b.py': 'C = "\u00e9"\n' })).toThrow('characters other than those of ASCII');
  });
});
