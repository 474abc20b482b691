import { execFile } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { API_GROUP, API_VERSION, JOB_KINDS, toYaml } from '../lib';
import { cacheFolder } from '../sandbox/paths';
import { median, table } from './report';
import thresholds from './thresholds.json';

/** Each command runs so often, in turns with the others, once before to fill caches. */
const ROUNDS = 7;

/** Jobs that are listed. */
const JOBS = 50;

const DS = [process.execPath, path.join(__dirname, '..', 'build', 'cli', 'main.js')];

interface Contender {
  readonly name: string;
  readonly words: readonly string[];
}

/** What the processor does for a command of `ds`, beside kubectl where there is one: seconds of user and system time of the process. */
export async function measureCommand(folder: string): Promise<string> {
  const server = await listingServer();
  try {
    const files = writeFiles(folder, (server.address() as AddressInfo).port);
    const kubectl = findKubectl();
    const contenders: Contender[] = [
      { name: 'node, doing nothing', words: [process.execPath, '-e', '0'] },
      { name: 'ds --help', words: [...DS, '--help'] },
      { name: 'ds check -f ONEFILE', words: [...DS, 'check', '-f', files.job] },
      { name: 'ds get', words: [...DS, 'get', '--kubeconfig', files.kubeconfig] },
      ...(kubectl === undefined ? [] : [{ name: 'kubectl get dsjobs', words: [kubectl, 'get', 'dsjobs', '--kubeconfig', files.kubeconfig, '--cache-dir', path.join(folder, 'cache')] }]),
    ];
    const seconds = await measureAll(contenders);
    const times = new Map(contenders.map(({ name }) => [name, median(seconds.get(name) ?? [])]));
    return `${report(times)}${kubectl === undefined ? '\nNo kubectl on the PATH, nor that of a sandbox: nothing to compare ds get with.\n' : `\n${verdict(times)}`}`;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function report(times: ReadonlyMap<string, number>): string {
  return table(['', 'processor ms'], [...times].map(([name, time]) => [name, (time * 1000).toFixed(0)]));
}

function verdict(times: ReadonlyMap<string, number>): string {
  const { getBesideKubectl, helpBesideKubectl, checkBesideKubectl } = thresholds;
  const kubectl = times.get('kubectl get dsjobs') ?? Number.NaN;
  const rows = [
    { name: 'ds get', threshold: getBesideKubectl },
    { name: 'ds --help', threshold: helpBesideKubectl },
    { name: 'ds check -f ONEFILE', threshold: checkBesideKubectl },
  ].map(({ name, threshold }) => {
    const ratio = (times.get(name) ?? Number.NaN) / kubectl;
    return [threshold.is, ratio.toFixed(2), String(threshold.most), ratio <= threshold.most ? 'holds' : 'does not hold'];
  });
  return table(['figure', 'is', 'at most', ''], rows);
}

async function measureAll(contenders: readonly Contender[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const seconds = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, words } of contenders) {
      const took = await processorTime(words);
      if (round > 0) seconds.get(name)?.push(took);
    }
  }
  return seconds;
}

/** Unlike the time that passes, it does not depend on what else the machine does. @throws Error if the command fails */
async function processorTime(words: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)('bash', ['-c', `TIMEFORMAT='%3U %3S'; { time "$@" >/dev/null 2>/dev/null || exit 1; } 2>&1`, 'bash', ...words]);
  return stdout.trim().split(' ').reduce((sum, part) => sum + Number(part), 0);
}

function writeFiles(folder: string, port: number): { readonly job: string; readonly kubeconfig: string } {
  const [job, kubeconfig] = [path.join(folder, 'job.yaml'), path.join(folder, 'kubeconfig.yaml')];
  fs.writeFileSync(job, toYaml([jobOf('report')]));
  const cluster = { name: 'bench', cluster: { server: `http://127.0.0.1:${port}` } };
  const context = { name: 'bench', context: { cluster: 'bench', user: 'bench', namespace: 'bench' } };
  fs.writeFileSync(kubeconfig, toYaml([{ apiVersion: 'v1', kind: 'Config', clusters: [cluster], users: [{ name: 'bench', user: { token: 'none' } }], contexts: [context], 'current-context': 'bench' } as never]));
  return { job, kubeconfig };
}

function jobOf(name: string): { apiVersion: string; kind: string; metadata: { name: string } & Record<string, string>; spec: Record<string, string> } {
  return { apiVersion: `${API_GROUP}/${API_VERSION}`, kind: 'PythonJob', metadata: { name }, spec: { framework: 'python-3', size: 'CpuSmall', module: 'report' } };
}

/** As much of an API server as a list of jobs takes. */
async function listingServer(): Promise<Server> {
  const group = `/apis/${API_GROUP}/${API_VERSION}`;
  const version = { groupVersion: `${API_GROUP}/${API_VERSION}`, version: API_VERSION };
  const items = Array.from({ length: JOBS }, (_, index) => {
    const { metadata, ...job } = jobOf(`job-${index}`);
    return { ...job, metadata: { ...metadata, namespace: 'bench', uid: `uid-${index}`, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Queued', message: 'Waiting for quota in queue default.' } };
  });
  const answers: Readonly<Record<string, object>> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [] },
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [{ name: API_GROUP, versions: [version], preferredVersion: version }] },
    [group]: {
      kind: 'APIResourceList',
      groupVersion: version.groupVersion,
      resources: JOB_KINDS.map(({ plural, singular, kind }) => ({ name: plural, singularName: singular, kind, namespaced: true, verbs: ['get', 'list'], categories: ['dsjobs'] })),
    },
    ...Object.fromEntries(JOB_KINDS.map(({ plural, kind }) => [
      `${group}/namespaces/bench/${plural}`,
      { apiVersion: version.groupVersion, kind: `${kind}List`, metadata: { resourceVersion: '1' }, items: kind === 'PythonJob' ? items : [] },
    ])),
  };
  const server = createServer((request, response) => {
    const answer = answers[(request.url ?? '').split('?')[0] ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? { kind: 'Status', code: 404, reason: 'NotFound' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** That of a sandbox, which is of the version that the platform is for; else the one on the PATH. */
function findKubectl(): string | undefined {
  const bin = cacheFolder('bin');
  const built = fs.existsSync(bin) ? fs.readdirSync(bin).filter((name) => name.startsWith('kubernetes-')).map((name) => path.join(bin, name, 'kubectl')) : [];
  const onPath = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'kubectl'));
  return [...built, ...onPath].find((file) => fs.existsSync(file));
}
