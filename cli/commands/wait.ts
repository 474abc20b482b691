import { Command, InvalidArgumentError } from 'commander';
import { type JobKind, jobKind } from '../../lib';
import { type Io, print } from '../io';
import { resourceName } from '../jobs';
import { examples, type PlaceOptions, withPlace } from '../options';
import { parseReferences } from '../references';
import { type Goal, waitForAll } from '../wait';

interface WaitOptions extends PlaceOptions {
  readonly for: Goal;
  /** Milliseconds. */
  readonly timeout?: number;
}

const GOALS: readonly Goal[] = ['Ended', 'Succeeded', 'Failed', 'Running', 'Pending', 'Queued', 'Suspended', 'Deleted'];

/** `ds wait`: returns when jobs have come to something. */
export function waitCommand(io: Io): Command {
  return withPlace(new Command('wait'))
    .argument('<names...>', 'NAME or KIND/NAME of each job')
    .option('--for <what>', `${GOALS.join(', ')}, in any case; phase=NAME is the same`, goal, 'Ended')
    .option('--timeout <time>', 'longest time to wait, like 90s, 5m or 1h30m; 0 only looks (default: without end)', duration)
    .addHelpText('after', examples('ds wait report', 'ds wait report --for Running --timeout 10m', 'ds wait pyj/report pyj/index --timeout 1h || ds explain report'))
    .action((names: string[], options: WaitOptions) => wait(io, names, options));
}

async function wait(io: Io, words: readonly string[], options: WaitOptions): Promise<void> {
  const cluster = await io.connect(options);
  const signal = options.timeout === undefined ? undefined : options.timeout === 0 ? AbortSignal.abort() : AbortSignal.timeout(options.timeout);
  await waitForAll(cluster, parseReferences(words), {
    namespace: options.namespace ?? cluster.namespace,
    goal: options.for,
    signal,
    tell: ({ kind, metadata }) => print(io, `${resourceName(jobKind(kind) as JobKind, metadata.name)} ${options.for.toLowerCase()}\n`),
  });
}

function goal(given: string): Goal {
  const word = given.replace(/^phase=/i, '').toLowerCase();
  const known = GOALS.find((one) => one.toLowerCase() === (word === 'delete' ? 'deleted' : word));
  if (known === undefined) throw new InvalidArgumentError(`Allowed: ${GOALS.join(', ')}.`);
  return known;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Longest time that a timer takes: 24 days. */
const LONGEST = 2 ** 31 - 1;

/** A time as Go writes it, or whole seconds. */
function duration(given: string): number {
  const parts = /^\d+$/.test(given) ? [`${given}s`] : given.match(/\d+(?:\.\d+)?(?:ms|s|m|h)/g);
  const time = parts === null || parts.join('') !== (/^\d+$/.test(given) ? `${given}s` : given) ? Number.NaN : parts.reduce((sum, part) => sum + parseFloat(part) * (UNITS[part.replace(/^[\d.]+/, '')] ?? 0), 0);
  if (!(time <= LONGEST)) throw new InvalidArgumentError('Allowed: times like 90s, 5m or 1h30m, up to 24 days.');
  return time;
}
