import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../../../sandbox/sandbox';
import type { Random } from './random';

/** Something that goes down, and comes back. */
export interface Disaster {
  readonly name: string;
  readonly strike: (sandbox: Sandbox, random: Random) => Promise<void>;
}

const OPERATOR = { namespace: 'ds-platform', selector: 'app.kubernetes.io/name=ds-operator' };
const KUEUE = { namespace: 'kueue-system', selector: 'control-plane=controller-manager' };
const JOBSET = { namespace: 'jobset-system', selector: 'control-plane=controller-manager' };

/** Seconds that a daemon stays away. */
const AWAY = [0.5, 3] as const;

/** Longer than a leader may go on without its Lease. */
const LONG_AWAY = [11, 14] as const;

export const DISASTERS: readonly Disaster[] = [
  { name: 'the leading operator', strike: (sandbox) => endLeader(sandbox) },
  { name: 'all operators', strike: (sandbox) => endPods(sandbox, OPERATOR) },
  { name: 'kube-apiserver', strike: (sandbox, random) => killServer(sandbox, random.between(...AWAY)) },
  { name: 'kube-apiserver, for longer than a Lease', strike: (sandbox, random) => killServer(sandbox, random.between(...LONG_AWAY)) },
  { name: 'the leading operator, and kube-apiserver in the next moment', strike: (sandbox, random) => endLeader(sandbox).then(() => killServer(sandbox, random.between(...AWAY))) },
  { name: 'Kueue', strike: (sandbox) => endPods(sandbox, KUEUE) },
  { name: 'JobSet', strike: (sandbox) => endPods(sandbox, JOBSET) },
  ...['kwok', 'kubelet', 'containerd', 'kube-controller-manager', 'kube-scheduler'].map((daemon) => ({ name: daemon, strike: (sandbox: Sandbox, random: Random) => killDaemon(sandbox, daemon, random.between(...AWAY)) })),
];

/** As a node that fails would: without a word. */
async function endPods(sandbox: Sandbox, { namespace, selector }: { readonly namespace: string; readonly selector: string }): Promise<void> {
  await sandbox.kubectl(['delete', 'pods', '-n', namespace, '--selector', selector, '--force', '--grace-period=0', '--wait=false']);
}

async function endLeader(sandbox: Sandbox): Promise<void> {
  const holder = await sandbox.kubectl(['get', 'lease', 'ds-operator', '-n', OPERATOR.namespace, '-o', 'jsonpath={.spec.holderIdentity}']);
  await sandbox.kubectl(['delete', 'pod', holder, '-n', OPERATOR.namespace, '--force', '--grace-period=0', '--wait=false', '--ignore-not-found']);
}

async function killDaemon(sandbox: Sandbox, daemon: string, seconds: number): Promise<void> {
  await sandbox.kill(daemon);
  await sleep(seconds * 1000);
  await sandbox.startAgain(daemon);
}

async function killServer(sandbox: Sandbox, seconds: number): Promise<void> {
  await killDaemon(sandbox, 'kube-apiserver', seconds);
  for (const end = Date.now() + 60_000; ; await sleep(200)) {
    const ready = await sandbox.kubectl(['get', '--raw=/readyz', '--request-timeout=2s']).then(
      () => true,
      () => false,
    );
    if (ready) return;
    if (Date.now() > end) throw new Error('kube-apiserver does not come back.');
  }
}
