import { existsSync, readdirSync } from 'node:fs';
import { createNodeResolver } from 'eslint-plugin-import-x';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What each room may import of ours, beside itself. Data flows one way: lib, constructs and operator, stacks. */
const ROOMS = {
  lib: [],
  programs: [],
  constructs: ['lib'],
  operator: ['lib'],
  stacks: ['lib', 'constructs'],
  cli: ['lib', 'constructs'],
  generate: ['lib'],
  sandbox: ['lib'],
  examples: [],
  findings: [],
};

const all = [...Object.keys(ROOMS), 'test', 'bench'];

/** Every pair of rooms between which an import is forbidden. */
const zones = Object.entries(ROOMS).flatMap(([room, allowed]) =>
  all
    .filter((other) => other !== room && !allowed.includes(other))
    .map((other) => ({ target: `./${room}`, from: `./${other}`, message: `${room}/ may import ${allowed.length > 0 ? `only ${allowed.join(' and ')}` : 'nothing'} of ours.` })),
);

/** Kinds of job never import each other. */
const kinds = readdirSync('lib/jobs').filter((name) => existsSync(`lib/jobs/${name}/kind.ts`));
for (const kind of kinds) {
  for (const other of kinds.filter((name) => name !== kind)) {
    zones.push({ target: `./lib/jobs/${kind}`, from: `./lib/jobs/${other}`, message: 'Kinds of job do not know each other: put what they share into lib/jobs/common.' });
  }
}

const io = ['fs', 'path', 'os', 'child_process', 'http', 'https', 'net', 'crypto', 'process'].flatMap((name) => [name, `node:${name}`]);

export default tseslint.config(
  { ignores: ['build/', 'dist/', 'node_modules/', 'coverage/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts', '.js'],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      complexity: ['error', 12],
      'max-depth': ['error', 4],
      'max-params': ['error', 4],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [...io, 'cdk8s', 'constructs', 'cdk8s-plus-27'].map((name) => ({ name, message: 'lib/ is pure: no input or output, no cdk8s.' })) }],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval'],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now' }, { object: 'Math', property: 'random' }],
    },
  },
  {
    files: ['programs/**/*.mjs'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^(?!node:)', message: 'programs/ import nothing: a pod has what Node.js brings, and no other file.' }] }] },
  },
  { files: ['examples/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: ['../*'] }] } },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', 400], 'max-params': ['error', 5] } },
);
