import { Command } from 'commander';
import { gather } from '../explain/evidence';
import { explain } from '../explain/explain';
import { type Io, print } from '../io';
import { findJob } from '../jobs';
import { toJson } from '../json';
import { examples, outputOption, type PlaceOptions, withPlace } from '../options';
import { parseReference } from '../references';

interface ExplainOptions extends PlaceOptions {
  readonly output: 'text' | 'json';
}

/** `ds explain`: why a job waits, does not start, or failed. */
export function explainCommand(io: Io): Command {
  return withPlace(new Command('explain'))
    .argument('<name>', 'NAME or KIND/NAME of the job')
    .addOption(outputOption('text', 'json'))
    .addHelpText('after', examples('ds explain tf-test', 'ds explain tfj/tf-test -o json'))
    .action((name: string, options: ExplainOptions) => explainJob(io, name, options));
}

async function explainJob(io: Io, word: string, options: ExplainOptions): Promise<void> {
  const cluster = await io.connect(options);
  const job = await findJob(cluster, parseReference(word), options.namespace ?? cluster.namespace);
  const evidence = await gather(cluster, job, io.now());
  const text = explain(evidence);
  const { kind, metadata, status } = job;
  const whole = { kind, namespace: metadata.namespace, name: metadata.name, phase: status?.phase ?? null, text, unread: evidence.unread };
  await print(io, options.output === 'json' ? toJson(whole) : `${text}\n`);
}
