/** How `ds` ends. Scripts rely on these numbers; `ds --help` prints them. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  cluster: 3,
  notFound: 4,
  jobFailed: 5,
  timeout: 6,
  defect: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: Record<ExitCode, string> = {
  0: 'done',
  1: 'the input is refused: a job or a catalog with errors, or a job that the cluster does not take',
  2: 'wrong usage: an unknown option, a file that cannot be read, a name that means two jobs',
  3: 'the cluster cannot be reached, or does not let you',
  4: 'not found: no such job or namespace, or no logs yet',
  5: 'the job whose logs were followed, or that was waited for, has failed',
  6: 'what was waited for has not come in time',
  70: 'a defect of ds itself',
};

/** The table of exit codes, for the help. */
export function exitCodesHelp(): string {
  return Object.entries(MEANINGS)
    .map(([code, meaning]) => `  ${code.padEnd(3)} ${meaning}`)
    .join('\n');
}
