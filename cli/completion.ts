import type { Argument, Command, Option } from 'commander';
import { JOB_KINDS } from '../lib';

/** What may stand at the place of the last word. */
export interface Candidates {
  readonly words: readonly { readonly word: string; readonly description: string }[];
  /** Whether files may stand there, too. */
  readonly files: boolean;
}

/** What shells are told beside the words, as kubectl's plugins tell it. @see https://pkg.go.dev/github.com/spf13/cobra#ShellCompDirective */
const [NO_SPACE, NO_FILES] = [2, 4];

const NOTHING: Candidates = { words: [], files: false };

/** Values of options and arguments that are names of files, by what they are called. */
const FILES = /^[<[](?:files?|folder)(?:\.\.\.)?[>\]]$/;

/** What may stand at the place of the last of the words. All that is known is read from the commands themselves. */
export function candidatesFor(program: Command, words: readonly string[]): Candidates {
  const last = words.at(-1) ?? '';
  const { command, positional, open } = walk(program, words.slice(0, -1));
  if (open !== undefined) return matching(valuesOf(open), last);
  const assigned = /^(--[^=]+)=(.*)$/.exec(last);
  if (assigned !== null) return valueOfAssigned(command, assigned[1] ?? '', assigned[2] ?? '');
  if (last.startsWith('-')) return matching({ words: visible(command).map(({ long, short, description }) => ({ word: long ?? short ?? '', description })), files: false }, last);
  if (command.commands.length > 0) return matching({ words: command.commands.map((one) => ({ word: one.name(), description: one.description() })), files: false }, last);
  const { registeredArguments: all } = command;
  const argument = all[Math.min(positional, all.length - 1)];
  return argument === undefined || (positional >= all.length && !argument.variadic) ? NOTHING : matching(argumentsOf(argument, last), last);
}

/** As the shell scripts and kubectl read it: a word and what it is on each line, and at the end what to do about others. */
export function formatCandidates({ words, files }: Candidates): string {
  const space = words.length > 0 && words.every(({ word }) => word.endsWith('/')) ? NO_SPACE : 0;
  return `${words.map(({ word, description }) => `${word}\t${description.split('\n')[0]}\n`).join('')}:${space + (files ? 0 : NO_FILES)}\n`;
}

/** Follows the words to the command that they name; `open` is the option that still wants a value. */
function walk(program: Command, words: readonly string[]): { command: Command; positional: number; open: Option | undefined } {
  let command = program;
  let positional = 0;
  let open: Option | undefined;
  for (const word of words) {
    const option = word.startsWith('-') ? optionNamed(command, word) : undefined;
    if (option !== undefined || word.startsWith('-')) {
      open = option?.required === true ? option : undefined;
      continue;
    }
    const child = open === undefined ? command.commands.find((one) => one.name() === word || one.aliases().includes(word)) : undefined;
    if (child !== undefined) [command, positional] = [child, 0];
    else if (open === undefined) positional += 1;
    // An option that takes several values takes all that follow.
    if (open?.variadic !== true) open = undefined;
  }
  return { command, positional, open };
}

function optionNamed(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => long === word || short === word);
}

function visible(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function valuesOf({ argChoices, flags }: Option): Candidates {
  return { words: (argChoices ?? []).map((word) => ({ word, description: '' })), files: FILES.test(flags.split(' ').at(-1) ?? '') };
}

function valueOfAssigned(command: Command, name: string, begun: string): Candidates {
  const option = optionNamed(command, name);
  if (option === undefined) return NOTHING;
  const { words, files } = matching(valuesOf(option), begun);
  return { words: words.map(({ word, description }) => ({ word: `${name}=${word}`, description })), files };
}

/** Names of jobs are in a cluster; their kinds are known here. */
function argumentsOf(argument: Argument, last: string): Candidates {
  if (argument.argChoices !== undefined) return { words: argument.argChoices.map((word) => ({ word, description: '' })), files: false };
  if (!/KIND|kind/.test(argument.description)) return NOTHING;
  const kinds = JOB_KINDS.map(({ kind, plural, singular }) => ({ word: argument.name() === 'words' ? plural : `${singular}/`, description: kind }));
  return last.includes('/') ? NOTHING : { words: kinds, files: false };
}

function matching({ words, files }: Candidates, begun: string): Candidates {
  return { words: words.filter(({ word }) => word.startsWith(begun)), files };
}
