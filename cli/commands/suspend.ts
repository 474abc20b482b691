import { Command } from 'commander';
import { type JobKind, jobKind } from '../../lib';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { type Io, print } from '../io';
import { findJob, isFinal, mayStartAgain, patchSpec, resourceName } from '../jobs';
import { examples, type PlaceOptions, withPlace } from '../options';
import { parseReference } from '../references';

/** `ds suspend`: stops a job and keeps it. */
export function suspendCommand(io: Io): Command {
  return withPlace(new Command('suspend'))
    .description('stop a job and give back what it uses; it can be resumed, and then starts again from its beginning')
    .argument('<name>', 'NAME or KIND/NAME of the job')
    .addHelpText('after', examples('ds suspend tf-test'))
    .action((name: string, options: PlaceOptions) => setSuspend(io, name, options, true));
}

/** `ds resume`: lets a suspended job run. */
export function resumeCommand(io: Io): Command {
  return withPlace(new Command('resume'))
    .description('let a suspended job queue and run again')
    .argument('<name>', 'NAME or KIND/NAME of the job')
    .addHelpText('after', examples('ds resume tf-test'))
    .action((name: string, options: PlaceOptions) => setSuspend(io, name, options, false));
}

async function setSuspend(io: Io, word: string, options: PlaceOptions, suspend: boolean): Promise<void> {
  const reference = parseReference(word);
  const cluster = await io.connect(options);
  const namespace = options.namespace ?? cluster.namespace;
  const job = await findJob(cluster, reference, namespace);
  const { name } = job.metadata;
  if (isFinal(job.status?.phase) && !mayStartAgain(job)) {
    throw new CommandError(EXIT.refused, `${job.kind}/${name} has ended (${job.status?.phase}), so it can neither be suspended nor resumed. Submit it anew under another name.`);
  }
  const kind = jobKind(job.kind) as JobKind;
  const unchanged = (job.spec.suspend ?? false) === suspend;
  if (!unchanged) await patchSpec(cluster, kind, { namespace, name }, { suspend });
  await print(io, `${resourceName(kind, name)} ${suspend ? 'suspended' : 'resumed'}${unchanged ? ' (it was before)' : ''}\n`);
}
