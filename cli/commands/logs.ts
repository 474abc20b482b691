import { Command } from 'commander';
import { JOB_KINDS } from '../../lib';
import type { Cluster } from '../cluster';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { describe, follow } from '../follow';
import { type Io, say } from '../io';
import { type ClusterJob, findJob, isFinal } from '../jobs';
import { type LogOptions, LogSession, type LogTarget } from '../log-session';
import { examples, type PlaceOptions, wholeNumber, withPlace } from '../options';
import { findPods, placeOf, type PodFilter } from '../pods';
import { parseReference } from '../references';

/** Roles whose logs alone are shown unless others are asked for. */
const ROLES = JOB_KINDS.flatMap(({ kind, logRole }) => (logRole === undefined ? [] : [`${logRole} for a ${kind}`]));

type LogsOptions = PlaceOptions & LogOptions & PodFilter;

/** `ds logs`: what a job prints. */
export function logsCommand(io: Io): Command {
  return withPlace(new Command('logs'))
    .argument('<name>', 'NAME or KIND/NAME of the job')
    .option('-f, --follow', 'go on until the job ends, and exit with 5 if it fails')
    .option('--role <role>', `only pods of this role, for example worker (default: ${['all', ...ROLES].join('; ')})`)
    .option('--index <number>', 'only the pod of this number', wholeNumber)
    .option('-c, --container <name>', 'main, environment (which installs the packages) or all (default: main; environment where that failed)')
    .option('--tail <lines>', 'only so many lines of the end of each log', wholeNumber)
    .option('--previous', 'the pods before the present ones, where pods were tried again')
    .option('--raw', 'the bytes as the job has written them, with control sequences, which a terminal obeys (default: these are shown, like \\x1b)')
    .addHelpText('after', examples('ds logs tf-test', 'ds logs tf-test --follow', 'ds logs tfj/tf-test --role worker --index 0 --tail 20', 'ds logs tf-test -c environment'))
    .action((name: string, options: LogsOptions) => logs(io, name, options));
}

async function logs(io: Io, word: string, options: LogsOptions): Promise<void> {
  const reference = parseReference(word);
  if (options.follow && options.previous) throw new CommandError(EXIT.usage, 'Pods that were tried again write no more. Allowed: --follow or --previous. Leave one out.');
  const cluster = await io.connect(options);
  const namespace = options.namespace ?? cluster.namespace;
  const session = new LogSession(io, cluster, options);
  if (options.follow) return follow(io, cluster, session, { reference, namespace, filter: options });
  await showAll(io, cluster, { session, options, job: await findJob(cluster, reference, namespace) });
}

/** What is shown, and how. */
interface Showing {
  readonly session: LogSession;
  readonly options: LogsOptions;
  readonly job: ClusterJob;
}

/** One log after the other, as far as they are written. */
async function showAll(io: Io, cluster: Cluster, { session, options, job }: Showing): Promise<void> {
  const targets = session.targets(await findPods(cluster, job, options));
  const readable = targets.filter(({ container }) => container.state !== 'waiting');
  if (readable.length === 0) throw nothingToShow(job, targets, await findPods(cluster, job, { everything: true }));
  for (const target of targets) {
    if (target.container.state === 'waiting') say(io, waiting(target));
    else await session.show(job, target);
  }
}

function waiting({ pod, container }: LogTarget): string {
  return `${placeOf(pod)}: container ${container.name} has not started (${container.reason}).`;
}

/** Why there are no logs: the pods asked for are not there, or have not started, or no pod is there at all. */
function nothingToShow(job: ClusterJob, targets: readonly LogTarget[], pods: Awaited<ReturnType<typeof findPods>>): CommandError {
  if (targets.length > 0) return new CommandError(EXIT.notFound, [...targets.map(waiting), describe(job)].join('\n'));
  if (pods.length > 0) return new CommandError(EXIT.notFound, `There is no such pod. Allowed: ${pods.map(placeOf).join(', ')}. Choose with --role and --index.`);
  const reason = isFinal(job.status?.phase) ? 'Its logs went with its pods.' : 'It has no pods.';
  return new CommandError(EXIT.notFound, `${describe(job)} ${reason}`);
}
