import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileJob, type Job, type KubeObject } from '../lib';
import { BENCH_CATALOG, mixedJobs } from './jobs';

const REQUESTS = 4000;
const WARM_UP = 1000;
const CONNECTIONS = 4;

/** How the operator answers its sync hook. */
export interface HookMeasurement {
  /** Milliseconds, as the caller sees them. */
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/** Starts the operator as it runs in the cluster, calls its sync hook over a few connections that stay open, and ends it. */
export async function measureHook(folder: string): Promise<HookMeasurement> {
  const catalog = path.join(folder, 'catalog.json');
  fs.writeFileSync(catalog, JSON.stringify(BENCH_CATALOG));
  const port = await freePort();
  const env = { PORT: String(port), CATALOG_FILE: catalog };
  const child = spawn(process.execPath, ['--max-old-space-size=384', path.join(__dirname, '../build/operator.js')], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    await ready(port);
    const bodies = mixedJobs(100).flatMap((job) => [newJob(job), runningJob(job)]);
    const call = (index: number) => post(agent, port, bodies[index % bodies.length] as string);
    await callAll(WARM_UP, call);
    const started = performance.now();
    const times = (await callAll(REQUESTS, call)).sort((one, other) => one - other);
    const seconds = (performance.now() - started) / 1000;
    const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99), perSecond: REQUESTS / seconds };
  } finally {
    agent.destroy();
    child.kill('SIGKILL');
  }
}

/** Milliseconds of each call; as many at a time as there are connections. */
async function callAll(count: number, call: (index: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < count) times.push(await call(next++));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  return times;
}

function post(agent: Agent, port: number, body: string): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const message = httpRequest({ agent, host: '127.0.0.1', port, path: '/sync', method: 'POST', headers }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => (response.statusCode === 200 ? resolve(performance.now() - started) : reject(new Error(`The hook answered ${response.statusCode}.`))));
    });
    message.once('error', reject);
    message.end(body);
  });
}

/** A job that nothing was made for yet: it is checked and compiled. */
function newJob(job: Job): string {
  return JSON.stringify({ parent: parent(job), children: {}, related: {} });
}

/** A job with a JobSet and two pods: its status is worked out. */
function runningJob(job: Job): string {
  const jobSet = compileJob(job, BENCH_CATALOG)[0] as KubeObject & { spec: { replicatedJobs: { template: { spec: { template: object } } }[] } };
  const { name } = jobSet.metadata;
  const uid = `uid-of-${name}`;
  const pods = [0, 1].map((index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    ...jobSet.spec.replicatedJobs[0]?.template.spec.template,
    metadata: { name: `${name}-${index}`, creationTimestamp: CREATED, labels: { 'jobset.sigs.k8s.io/jobset-uid': uid, 'batch.kubernetes.io/job-completion-index': String(index) } },
    status: { phase: 'Running', containerStatuses: [{ name: 'main', state: { running: { startedAt: CREATED } } }] },
  }));
  const children = { 'JobSet.jobset.x-k8s.io/v1alpha2': { [name]: { ...jobSet, metadata: { ...jobSet.metadata, uid, creationTimestamp: CREATED } } } };
  return JSON.stringify({ parent: parent(job), children, related: { 'Pod.v1': Object.fromEntries(pods.map((pod) => [pod.metadata.name, pod])) } });
}

const CREATED = '2026-01-01T10:00:00Z';

function parent(job: Job): object {
  return { ...job, metadata: { ...job.metadata, uid: `uid-of-${job.metadata.name}`, creationTimestamp: CREATED, generation: 1 } };
}

async function ready(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error('The operator did not become ready.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
