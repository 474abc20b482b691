import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(__dirname, '../..');

/** A file that does not exist, what it holds, and the rule that must refuse it; none if it is good. */
interface Snippet {
  readonly file: string;
  readonly text: string;
  readonly rule: string | undefined;
}

const snippet = (file: string, text: string, rule?: string): Snippet => ({ file, text: `${text}\n`, rule });
const ZONES = 'import-x/no-restricted-paths';
const IMPORTS = 'no-restricted-imports';

const SNIPPETS: readonly Snippet[] = [
  snippet('lib/x.ts', "export { Tenant } from '../constructs/tenant';", ZONES),
  snippet('lib/x.ts', "export { sync } from '../operator/sync';", ZONES),
  snippet('lib/x.ts', "export { run } from '../cli/program';", ZONES),
  snippet('lib/x.ts', "export { catalog } from '../test/builders/catalog';", ZONES),
  snippet('lib/jobs/python/x.ts', "export { roles } from '../tensorflow/cluster';", ZONES),
  snippet('lib/jobs/tensorflow/x.ts', "export { ROLE } from '../python/validate';", ZONES),
  snippet('lib/jobs/python/x.ts', "export { splitWords } from '../common/args';"),
  snippet('constructs/x.ts', "export { sync } from '../operator/sync';", ZONES),
  snippet('constructs/x.ts', "export { run } from '../cli/program';", ZONES),
  snippet('constructs/x.ts', "export { API_GROUP } from '../lib/api';"),
  snippet('operator/x.ts', "export { Tenant } from '../constructs/tenant';", ZONES),
  snippet('operator/x.ts', "export { API_GROUP } from '../lib/api';"),
  snippet('cli/x.ts', "export { Tenant } from '../constructs/tenant';"),
  snippet('cli/x.ts', "export { sync } from '../operator/sync';", ZONES),
  snippet('sandbox/x.ts', "export { API_GROUP } from '../lib/api';"),
  snippet('sandbox/x.ts', "export { Tenant } from '../constructs/tenant';", ZONES),
  snippet('lib/x.ts', "export * from '../programs/jvm/fetch-jar.mjs';", ZONES),
  snippet('programs/x.mjs', "import { join } from './other.mjs';\njoin();", IMPORTS),
  snippet('programs/x.mjs', "import yaml from 'js-yaml';\nyaml();", IMPORTS),
  snippet('programs/x.mjs', "import { join } from 'node:path';\njoin();"),
  snippet('generate/x.ts', "export { Tenant } from '../constructs/tenant';", ZONES),
  snippet('examples/x.ts', "export { API_GROUP } from '../lib/api';", ZONES),
  snippet('examples/x.ts', "export { API_GROUP } from 'ds-platform';"),
  snippet('lib/x.ts', "export { readFileSync } from 'node:fs';", IMPORTS),
  snippet('lib/x.ts', "export { readFileSync } from 'fs';", IMPORTS),
  snippet('lib/x.ts', "export { request } from 'node:https';", IMPORTS),
  snippet('lib/x.ts', "export { createHash } from 'node:crypto';", IMPORTS),
  snippet('lib/x.ts', "export { execFile } from 'node:child_process';", IMPORTS),
  snippet('lib/x.ts', "export { ApiObject } from 'cdk8s';", IMPORTS),
  snippet('lib/x.ts', "export { Construct } from 'constructs';", IMPORTS),
  snippet('constructs/x.ts', "export { readFileSync } from 'node:fs';"),
  snippet('lib/x.ts', 'export const now = Date.now();', 'no-restricted-properties'),
  snippet('lib/x.ts', 'export const any = Math.random();', 'no-restricted-properties'),
  snippet('lib/x.ts', 'export const home = process.env.HOME;', 'no-restricted-globals'),
  snippet('lib/x.ts', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'),
  snippet('operator/x.ts', 'export const now = Date.now();'),
  snippet('lib/x.ts', 'export const value = JSON.parse("1") as any;', '@typescript-eslint/no-explicit-any'),
];

/** ESLint is loaded by a Node.js of its own: its configuration is an ES module, which jest cannot load. */
const PROGRAM = `
const { ESLint } = require('eslint');
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', async () => {
  const eslint = new ESLint({ cwd: process.cwd() });
  const found = [];
  for (const { file, text } of JSON.parse(Buffer.concat(chunks).toString())) {
    const [result] = await eslint.lintText(text, { filePath: file });
    found.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
  }
  process.stdout.write(JSON.stringify(found));
});
`;

async function lint(snippets: readonly Snippet[]): Promise<{ rule: string; message: string }[][]> {
  const running = promisify(execFile)(process.execPath, ['-e', PROGRAM], { cwd: ROOT });
  running.child.stdin?.end(JSON.stringify(snippets));
  return JSON.parse((await running).stdout) as { rule: string; message: string }[][];
}

describe('the linter', () => {
  let found: { rule: string; message: string }[][] = [];

  beforeAll(async () => {
    found = await lint(SNIPPETS);
  }, 60_000);

  test.each(SNIPPETS.map(({ file, text, rule }, index) => ({ file, code: text.trim(), verdict: rule === undefined ? 'lets pass' : 'refuses', rule, index })))(
    '$verdict in $file: $code',
    ({ rule, index }) => {
      expect(found[index]?.map((message) => message.rule)).toEqual(rule === undefined ? [] : expect.arrayContaining([rule]));
    },
  );

  test('says what a room may import', () => {
    const messages = found.flat().map(({ message }) => message);
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.stringContaining('lib/ may import nothing of ours.'),
        expect.stringContaining('cli/ may import only lib and constructs of ours.'),
        expect.stringContaining('programs/ import nothing'),
        expect.stringContaining('lib/ is pure: no input or output, no cdk8s.'),
        expect.stringContaining('Kinds of job do not know each other'),
      ]),
    );
  });
});
