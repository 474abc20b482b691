import * as fs from 'node:fs';
import * as path from 'node:path';
import { Sandbox } from '../sandbox/sandbox';
import { installPlatform } from '../test/controlplane/support/install';
import { SIMULATED_TENANT } from '../test/controlplane/support/platform';
import { BURST, burst, type Burst } from './burst';
import { machine, mean, percentile, spread, table } from './report';
import { job, JOBS, round, type Round, type Way } from './round';
import { residentMebibytes } from './sync-counts';

/** Jobs that are suspended meanwhile. */
const BESIDE: readonly number[] = [0, 2000, 10_000];

/** Both ways in turns, and each of them once first: what gets slower or faster with time does so for both. */
const ORDER: readonly Way[] = ['operator', 'direct', 'direct', 'operator'];

/** What figures of a kind may be at most. */
interface Threshold {
  /** Another benchmark than this one. */
  readonly of?: string;
  readonly is: string;
  readonly most: number;
}

interface Options {
  /** Name of a sandbox to use and keep. @default - one of its own, which is taken down again */
  readonly kept?: string;
  /** Whether the sandbox has a platform already: one of another version, for comparison. */
  readonly installed?: boolean;
  readonly beside?: readonly number[];
}

/** Measures what the operator adds to a queue of jobs beside few and many others, and prints it with the thresholds. */
export async function measureCluster({ kept, installed = false, beside = BESIDE }: Options): Promise<void> {
  const sandbox = (installed && kept !== undefined ? Sandbox.find(kept) : undefined) ?? (await Sandbox.up({ name: kept ?? `bench-${process.pid}`, node: 'real', images: ['node'] }));
  try {
    if (!installed) await installPlatform(sandbox);
    process.stdout.write(`${machine()}, Kubernetes ${sandbox.plan.kubernetes}; ${JOBS} jobs of two pods, in the order ${ORDER.join(', ')}, beside suspended jobs\n\n`);
    const all: { readonly beside: number; readonly rounds: readonly Round[]; readonly memory: number }[] = [];
    let there = 0;
    for (const count of beside) {
      await suspendedJobs(sandbox, there, count);
      there = count;
      all.push({ beside: count, rounds: await rounds(sandbox, count), memory: await residentMebibytes(sandbox) });
    }
    const crowd = await burst(sandbox, `burst-${process.pid}`);
    process.stdout.write(report(all, crowd));
  } finally {
    if (kept === undefined) await sandbox.down();
  }
}

async function rounds(sandbox: Sandbox, beside: number): Promise<Round[]> {
  const measured: Round[] = [];
  for (const [index, way] of ORDER.entries()) {
    const one = await round(sandbox, way, `round-${process.pid}-${beside}-${index}`);
    process.stderr.write(`beside ${beside}, ${way}: ${one.seconds.toFixed(1)} s, processor ${one.processor.toFixed(1)} s${one.syncs === undefined ? '' : `, ${one.syncs.calls} syncs`}\n`);
    measured.push(one);
  }
  return measured;
}

async function suspendedJobs(sandbox: Sandbox, from: number, to: number): Promise<void> {
  for (let begin = from; begin < to; begin += 1000) {
    const items = Array.from({ length: Math.min(1000, to - begin) }, (_, index) => job(`beside-${begin + index}`, { suspend: true }));
    await sandbox.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    process.stderr.write(`${begin + items.length} suspended jobs\n`);
  }
  if (to > from) await sandbox.kubectl(['wait', '--for=jsonpath={.status.phase}=Suspended', `tensorflowjob/beside-${to - 1}`, '-n', SIMULATED_TENANT, '--timeout=600s']);
}

function report(all: readonly { readonly beside: number; readonly rounds: readonly Round[]; readonly memory: number }[], crowd: Burst): string {
  const of = (rounds: readonly Round[], way: Way) => rounds.filter((one) => one.way === way);
  const rows = all.map(({ beside, rounds: measured, memory }) => {
    const [operator, direct] = [of(measured, 'operator'), of(measured, 'direct')];
    const times = (some: readonly Round[]) => mean(some.map(({ seconds }) => seconds));
    const work = (some: readonly Round[]) => mean(some.map(({ processor }) => processor));
    const syncs = mean(operator.map((one) => (one.syncs?.calls ?? 0) / JOBS));
    return [String(beside), times(operator).toFixed(1), work(operator).toFixed(1), times(direct).toFixed(1), work(direct).toFixed(1), (times(operator) / times(direct)).toFixed(3), syncs.toFixed(1), memory.toFixed(0)];
  });
  const figures = figuresOf(all, crowd);
  const thresholds = JSON.parse(fs.readFileSync(path.join(__dirname, 'thresholds.json'), 'utf8')) as Record<string, Threshold>;
  const checks = Object.entries(thresholds).filter(([, { of }]) => of === undefined).map(([name, { is, most }]) => {
    const found = figures[name] ?? [];
    return [is, mean(found).toFixed(3), spread(found).toFixed(3), String(most), mean(found) <= most ? 'holds' : 'does not hold'];
  });
  return [
    table(['beside', 'operator s', 'processor s', 'direct s', 'processor s', 'time ratio', 'syncs a job', 'MiB'], rows),
    `\n${BURST} jobs created at once: kubectl ${crowd.created.toFixed(1)} s, all have a status after ${crowd.answered.toFixed(1)} s\n\n`,
    table(['figure', 'mean', 'spread', 'at most', ''], checks),
  ].join('');
}

/** What thresholds are about: each as one figure of each pair of rounds, so that there is a spread. */
function figuresOf(all: readonly { readonly beside: number; readonly rounds: readonly Round[] }[], crowd: Burst): Readonly<Record<string, readonly number[]>> {
  const operator = (rounds: readonly Round[] = []) => rounds.filter(({ way }) => way === 'operator');
  const direct = (rounds: readonly Round[] = []) => rounds.filter(({ way }) => way === 'direct');
  const [fewest, most] = [all[0]?.rounds, all.at(-1)?.rounds];
  return {
    processorBesideMany: operator(most).map(({ processor }, index) => processor / (operator(fewest)[index]?.processor ?? Number.NaN)),
    timeBesideDirect: all.flatMap(({ rounds: measured }) => operator(measured).map(({ seconds }, index) => seconds / (direct(measured)[index]?.seconds ?? Number.NaN))),
    syncsOfAJob: all.flatMap(({ rounds: measured }) => operator(measured).map((one) => (one.syncs?.calls ?? Number.NaN) / JOBS)),
    secondsToBeTold: operator(fewest).map(({ delays }) => percentile(delays, 0.99) / 1000),
    burst: [(crowd.answered - 5) / crowd.created],
  };
}
