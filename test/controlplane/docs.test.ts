import * as fs from 'node:fs';
import * as path from 'node:path';
import { binFolder, blocks, ROOT, shownCommands, typeIn } from '../support/console';
import { sandbox } from './support/cluster';
import { TENANT } from './support/platform';

let folder: string;
beforeAll(() => {
  // A sandbox's state must lie on a real disk, and this one must not be the one that somebody uses.
  folder = fs.mkdtempSync('/var/tmp/ds-docs-');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Types in the commands of a page about jobs, whose `job.yaml` is the first manifest that it shows. */
function typeInPage(page: string): string {
  const kubeconfig = path.join(folder, 'kubeconfig');
  fs.copyFileSync(sandbox().kubeconfig, kubeconfig);
  fs.writeFileSync(path.join(folder, 'job.yaml'), blocks(page, 'yaml')[0] ?? '');
  const env = { ...process.env, KUBECONFIG: kubeconfig, PATH: `${binFolder(folder)}:${process.env.PATH}` };
  const setNamespace = `ds() { case "$1" in check|compile|completion|crds|catalog|images|bundle) command ds "$@" ;; *) command ds "$@" --namespace ${TENANT} ;; esac; }`;
  const commands = shownCommands(page);
  const out = typeIn([setNamespace, ...commands.map(({ command }) => command)], { cwd: folder, env, timeout: 180_000 });
  for (const { command, prints } of commands) expect(out).toContain([`$ ${command}`, ...prints].join('\n'));
  return out;
}

test('docs/ds.md: every command that needs a cluster', () => {
  expect(typeInPage('docs/ds.md')).toContain('hello');
}, 200_000);

test('docs/python.md: every command', () => {
  const out = typeInPage('docs/python.md');
  expect(out).toMatch(/shard 1 of 2/);
  expect(out).toMatch(/shards +PythonJob +Succeeded/);
}, 200_000);

test('docs/tensorflow.md: every command', () => {
  const out = typeInPage('docs/tensorflow.md');
  expect(out).toContain('"data_dir": "hdfs://CLUSTER/projects/news/news_index"');
  expect(out).toMatch(/ranking +TensorFlowJob +Succeeded/);
}, 200_000);

test("README.md and docs/sandbox.md: from nothing to the job's log", () => {
  const commands = (page: string) => shownCommands(page).map(({ command }) => command);
  const walk = commands('README.md');
  const from = walk.indexOf('npm run sandbox -- up');
  const to = walk.indexOf('npm run sandbox -- down');
  const look = commands('docs/sandbox.md').slice(1, -1);
  const env = { ...process.env, DS_SANDBOX_HOME: folder, CI: '' };
  try {
    const out = typeIn([...walk.slice(from, to), ...look, 'npm run sandbox -- down'], { cwd: ROOT, env, timeout: 400_000 });
    expect(out).toContain('"data_dir": "hdfs://CLUSTER/projects/news/news_index"');
    expect(out).toMatch(/tf-test +TensorFlowJob +Succeeded/);
    expect(out).toContain("Sandbox 'default' is down.");
  } finally {
    typeIn(['npm run sandbox -- down'], { cwd: ROOT, env, timeout: 60_000 });
    fs.rmSync(path.join(ROOT, 'catalog.json'), { force: true });
  }
}, 500_000);
