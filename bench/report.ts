import * as os from 'node:os';

/** The machine that the figures are from. */
export function machine(): string {
  const [cpu] = os.cpus();
  return `${os.availableParallelism()} cores (${cpu?.model.trim() || os.arch()}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`;
}

/** Lines of equally wide columns; the first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const cell = (text: string, column: number) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0));
  return lines.map((line) => `${line.map(cell).join('  ').trimEnd()}\n`).join('');
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The sum of the values over their number. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** From the smallest to the largest. */
export function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** The value that so great a part of the values does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
