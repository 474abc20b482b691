import { basename } from 'node:path';
import type { ClusterOptions } from './io';
import { COMPLETE, run } from './program';
import { packageVersion } from './version';

/** The name by which kubectl calls what completes the words of `kubectl ds`. @see https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/ */
const COMPLETER = 'kubectl_complete-ds';

/** Runs `ds` with all that a process has. @returns its exit code */
export function start(): Promise<number> {
  const io = {
    out: process.stdout,
    err: process.stderr,
    in: process.stdin,
    env: process.env,
    now: () => new Date(),
    // Loaded only here: some commands need no cluster.
    connect: async (options: ClusterOptions) => (await import('./kube/connect.js')).connect(options, process.env),
  };
  const [, program = '', ...words] = process.argv;
  return run(basename(program).startsWith(COMPLETER) ? [COMPLETE, ...words] : words, io, packageVersion());
}
