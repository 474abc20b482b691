import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ClusterOptions } from './io';

/** Options of every command that talks to a cluster. */
export interface PlaceOptions extends ClusterOptions {
  readonly namespace?: string;
}

/** Options of every command that reads manifests. */
export interface FileOptions {
  readonly file: string[];
  readonly recursive?: boolean;
  readonly catalog?: string;
}

export function withFiles(command: Command): Command {
  return command
    .requiredOption('-f, --file <files...>', 'files of YAML or JSON with any number of documents, or folders of such files; - is standard input')
    .option('-R, --recursive', 'read the folders in these folders, too');
}

export function withPlace(command: Command): Command {
  return command
    .option('-n, --namespace <namespace>', 'namespace of the jobs (default: that of the context)')
    .option('--context <name>', 'context of the kubeconfig (default: its current one)')
    .option('--kubeconfig <file>', 'kubeconfig (default: KUBECONFIG, else ~/.kube/config, else the service account of the pod)')
    .option('--as <user>', 'act as this user, if you may')
    .option('--as-group <group>', 'act as a member of this group, too; may be given several times', (group: string, groups: string[] = []) => [...groups, group])
    .option('--as-uid <uid>', 'act with this UID');
}

/** `-o`, with the first format as the default. */
export function outputOption(...formats: [string, ...string[]]): Option {
  return new Option('-o, --output <format>', 'how to print').choices(formats).default(formats[0]);
}

/** Reads a whole number that is not negative. */
export function wholeNumber(given: string): number {
  if (!/^\d{1,9}$/.test(given)) throw new InvalidArgumentError('Allowed: whole numbers from 0.');
  return Number(given);
}

/** Adds examples below the help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
