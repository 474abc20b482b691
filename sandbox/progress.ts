/** Prints one line when a step starts and one when it ends, with its time, on standard error. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  process.stderr.write(`… ${label}\n`);
  const result = await work();
  process.stderr.write(`✓ ${label} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
  return result;
}
