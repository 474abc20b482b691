import * as fs from 'node:fs';

/** Where the kernel counts the processor time of a sandbox's control group, in version 1 and in version 2. */
const COUNTERS: readonly { readonly file: (group: string) => string; readonly seconds: (text: string) => number }[] = [
  { file: (group) => `/sys/fs/cgroup/cpuacct/${group}/cpuacct.usage`, seconds: (text) => Number(text) / 1e9 },
  { file: (group) => `/sys/fs/cgroup/${group}/cpu.stat`, seconds: (text) => Number(/^usage_usec (\d+)$/m.exec(text)?.[1]) / 1e6 },
];

/** Seconds of processor that a sandbox has used in all: unlike the time that passes, it does not depend on what else the machine does. */
export function processorSeconds(sandbox: string): number {
  const group = `ds-${sandbox}`;
  const counter = COUNTERS.find(({ file }) => fs.existsSync(file(group)));
  return counter === undefined ? Number.NaN : counter.seconds(fs.readFileSync(counter.file(group), 'utf8'));
}
