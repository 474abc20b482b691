import { Command, CommanderError } from 'commander';
import { ApiError, explainApiError } from './api-error';
import { CommandError } from './command-error';
import { bundleCommand } from './commands/bundle';
import { checkCommand } from './commands/check';
import { compileCommand } from './commands/compile';
import { crdsCommand } from './commands/crds';
import { deleteCommand } from './commands/delete';
import { explainCommand } from './commands/explain';
import { getCommand } from './commands/get';
import { imagesCommand } from './commands/images';
import { logsCommand } from './commands/logs';
import { notebookCommand } from './commands/notebook';
import { submitCommand } from './commands/submit';
import { resumeCommand, suspendCommand } from './commands/suspend';
import { EXIT, type ExitCode, exitCodesHelp } from './exit-codes';
import { type Io, say } from './io';
import { examples } from './options';

const COMMANDS: readonly ((io: Io) => Command)[] = [
  checkCommand,
  compileCommand,
  crdsCommand,
  submitCommand,
  getCommand,
  explainCommand,
  logsCommand,
  suspendCommand,
  resumeCommand,
  deleteCommand,
  notebookCommand,
  imagesCommand,
  bundleCommand,
];

/** Runs the command line and tells how it ended. Never throws: what goes wrong is printed. */
export async function run(words: readonly string[], io: Io, version: string): Promise<ExitCode> {
  try {
    await program(io, version).parseAsync([...words], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return fail(io, error);
  }
}

function program(io: Io, version: string): Command {
  const ds = new Command('ds')
    .description('Data science jobs on Kubernetes: check, submit, watch.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', `${examples('ds check -f job.yaml', 'ds submit -f job.yaml', 'ds logs tf-test --follow')}\n\nExit codes:\n${exitCodesHelp()}`)
    .addHelpText('after', '\nEnvironment:\n  KUBECONFIG  kubeconfig files\n  DS_CATALOG  catalog for check and compile\n  DS_DEBUG    1: print stacks of errors');
  for (const build of COMMANDS) ds.addCommand(build(io));
  for (const command of [ds, ...ds.commands, ...ds.commands.flatMap(({ commands }) => commands)]) {
    command.exitOverride().showHelpAfterError('(see --help)').configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text) });
  }
  return ds;
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
