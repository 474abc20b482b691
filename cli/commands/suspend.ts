import { Command } from 'commander';
import type { Io } from '../io';
import { findJob } from '../jobs';
import { examples, type PlaceOptions, withPlace } from '../options';
import { parseReference } from '../references';
import { resumeJob, suspendJob } from '../suspension';

/** `ds suspend`: stops a job and keeps it. */
export function suspendCommand(io: Io): Command {
  return withPlace(new Command('suspend'))
    .argument('<name>', 'NAME or KIND/NAME of the job')
    .addHelpText('after', examples('ds suspend tf-test'))
    .action((name: string, options: PlaceOptions) => change(io, name, options, suspendJob));
}

/** `ds resume`: lets a suspended job run, or starts one again that has ended and may. */
export function resumeCommand(io: Io): Command {
  return withPlace(new Command('resume'))
    .argument('<name>', 'NAME or KIND/NAME of the job')
    .addHelpText('after', examples('ds resume tf-test'))
    .action((name: string, options: PlaceOptions) => change(io, name, options, resumeJob));
}

async function change(io: Io, word: string, options: PlaceOptions, act: typeof suspendJob): Promise<void> {
  const reference = parseReference(word);
  const cluster = await io.connect(options);
  const namespace = options.namespace ?? cluster.namespace;
  await act(io, cluster, await findJob(cluster, reference, namespace), namespace);
}
