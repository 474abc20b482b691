import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.resolve(__dirname, '../..');

/** A command that a page shows, and what the page says that it prints. */
export interface ShownCommand {
  readonly command: string;
  /** Printed lines; empty where the page shows none. */
  readonly prints: readonly string[];
}

/** The fenced blocks of one language in a page. */
export function blocks(page: string, language: string): string[] {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');
}

/** The commands of a page's console blocks, in their order. */
export function shownCommands(page: string): ShownCommand[] {
  return blocks(page, 'console').flatMap((block) => {
    const commands: { command: string; prints: string[] }[] = [];
    for (const line of block.trimEnd().split('\n')) {
      if (line.startsWith('$ ')) commands.push({ command: line.slice(2), prints: [] });
      else commands.at(-1)?.prints.push(line);
    }
    return commands;
  });
}

export interface ShellOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Runs commands in one shell, one after the other, as a reader would type them. @throws Error naming the command that failed and what it printed */
export function typeIn(commands: readonly string[], { cwd, env, timeout }: ShellOptions): string {
  const script = commands.map((command) => `echo ${quote(`$ ${command}`)}\n${command}`).join('\n');
  const { status, stdout, error } = spawnSync('bash', ['-c', `exec 2>&1\nset -eo pipefail\n${script}`], { cwd, env, timeout, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`The last command ended with ${status ?? error?.message}:\n${stdout.split('\n').slice(-40).join('\n')}`);
  return stdout;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A folder with `ds` on its own, as an installed package puts it on the path. */
export function binFolder(folder: string): string {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  fs.writeFileSync(path.join(bin, 'ds'), `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(path.join(ROOT, 'build/cli/main.js'))} "$@"\n`, { mode: 0o755 });
  return bin;
}
