import type { Command } from 'commander';
import type { Io } from './io';

/** A command of `ds`, which is loaded only when it is chosen: most of what one needs, the others do not. */
export interface CommandEntry {
  readonly name: string;
  /** What it does, in the help of `ds`. */
  readonly description: string;
  readonly load: () => Promise<(io: Io) => Command>;
}

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'check', description: 'find every error of the jobs in files; without a cluster, unless one is named', load: async () => (await import('./commands/check.js')).checkCommand },
  { name: 'compile', description: 'print the native Kubernetes objects that run the jobs; nothing if any job is wrong', load: async () => (await import('./commands/compile.js')).compileCommand },
  { name: 'crds', description: 'print the CustomResourceDefinitions of all kinds of job', load: async () => (await import('./commands/crds.js')).crdsCommand },
  { name: 'catalog', description: 'list the runtimes and sizes that jobs may name', load: async () => (await import('./commands/catalog.js')).catalogCommand },
  { name: 'submit', description: 'check jobs and give them to the cluster; none if the cluster refuses one of them', load: async () => (await import('./commands/submit.js')).submitCommand },
  { name: 'get', description: 'list jobs of all kinds, or show some', load: async () => (await import('./commands/get.js')).getCommand },
  { name: 'explain', description: 'say in one paragraph why a job waits, does not start, or failed', load: async () => (await import('./commands/explain.js')).explainCommand },
  { name: 'logs', description: 'print the logs of a job; of many pods side by side', load: async () => (await import('./commands/logs.js')).logsCommand },
  { name: 'wait', description: 'return when jobs have ended, or have come to what is waited for', load: async () => (await import('./commands/wait.js')).waitCommand },
  { name: 'suspend', description: 'stop a job and give back what it uses; it can be resumed, and then starts again from its beginning', load: async () => (await import('./commands/suspend.js')).suspendCommand },
  { name: 'resume', description: 'let a suspended job queue and run again', load: async () => (await import('./commands/suspend.js')).resumeCommand },
  { name: 'delete', description: 'delete jobs; what runs for them is stopped and removed', load: async () => (await import('./commands/delete.js')).deleteCommand },
  { name: 'notebook', description: 'open, suspend and resume notebooks', load: async () => (await import('./commands/notebook.js')).notebookCommand },
  { name: 'images', description: 'list every image that a platform pulls: of its engines, its own parts, and its runtimes', load: async () => (await import('./commands/images.js')).imagesCommand },
  { name: 'bundle', description: 'write the lists of charts and images of a platform, and the commands that copy them into a registry', load: async () => (await import('./commands/bundle.js')).bundleCommand },
  { name: 'completion', description: 'print what makes a shell complete the words of ds', load: async () => (await import('./commands/completion.js')).completionCommand },
];
