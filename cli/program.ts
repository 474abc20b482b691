import { Command, CommanderError } from 'commander';
import { ApiError, explainApiError } from './api-error';
import { CommandError } from './command-error';
import { type CommandEntry, COMMANDS } from './commands';
import { EXIT, type ExitCode, exitCodesHelp } from './exit-codes';
import { type Io, print, say } from './io';
import { examples } from './options';
import { printable } from './printable';

/** What shells and kubectl ask with: the words so far, of which the last is to be completed. */
export const COMPLETE = '__complete';

/** Runs the command line and tells how it ended. Never throws: what goes wrong is printed. */
export async function run(words: readonly string[], io: Io, version: string): Promise<ExitCode> {
  try {
    if (words[0] === COMPLETE) return await complete(io, version, words.slice(1));
    await (await program(io, version, words)).parseAsync([...words], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return fail(io, error);
  }
}

/** The whole of `ds`, of which one command can be run: the others are only named. */
async function program(io: Io, version: string, words: readonly string[]): Promise<Command> {
  const ds = new Command('ds')
    .description('Data science jobs on Kubernetes: check, submit, watch.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', `${examples('ds check -f job.yaml', 'ds submit -f job.yaml', 'ds logs tf-test --follow')}\n\nExit codes:\n${exitCodesHelp()}`)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', '\nEnvironment:\n  KUBECONFIG  kubeconfig files\n  DS_CATALOG  catalog for check, compile and catalog\n  DS_DEBUG    1: print stacks of errors');
  const chosen = nameIn(words);
  for (const entry of COMMANDS) ds.addCommand(entry.name === chosen ? await loaded(entry, io) : new Command(entry.name).description(entry.description));
  for (const command of [ds, ...ds.commands, ...ds.commands.flatMap(({ commands }) => commands)]) {
    command.exitOverride().showHelpAfterError('(see --help)').configureOutput({ writeOut: (text) => io.out.write(printable(text)), writeErr: (text) => io.err.write(printable(text)) });
  }
  return ds;
}

async function complete(io: Io, version: string, words: readonly string[]): Promise<ExitCode> {
  // Loaded only here: the kinds of job are none of most commands' business.
  const { candidatesFor, formatCandidates } = await import('./completion.js');
  await print(io, formatCandidates(candidatesFor(await program(io, version, words.slice(0, -1)), words)));
  return EXIT.done;
}

/** The command that is chosen: `ds NAME`, or `ds help NAME`. */
function nameIn(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** A command with all that belongs to it. */
async function loaded({ description, load }: CommandEntry, io: Io): Promise<Command> {
  return (await load())(io).description(description);
}

function fail(io: Io, error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const debug = io.env.DS_DEBUG === '1';
  if (debug) say(io, stackOf(error));
  const known = error instanceof ApiError ? explainApiError(error) : error;
  if (known instanceof CommandError) {
    say(io, known.message);
    return known.exitCode;
  }
  const detail = error instanceof Error ? error.message : String(error);
  say(io, `ds has a defect: ${detail}. ${debug ? 'Please report it with the stack above.' : 'Please report it, with what DS_DEBUG=1 prints.'}`);
  return EXIT.defect;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? String(error.stack) : `${error.stack}\nCaused by: ${stackOf(error.cause)}`;
}
