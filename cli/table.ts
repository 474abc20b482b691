/** Space between columns. */
const GAP = '   ';

/** Lays out rows in columns; the last column is as wide as it likes. */
export class Table {
  private readonly widths: number[];

  /** @param room least width of each column, for rows that follow later */
  constructor(
    private readonly header: readonly string[],
    private readonly rows: readonly (readonly string[])[],
    room: readonly number[] = [],
  ) {
    this.widths = header.map((title, column) => Math.max(title.length, room[column] ?? 0, ...rows.map((row) => row[column]?.length ?? 0)));
  }

  /** Header and rows. */
  toString(): string {
    return [this.header, ...this.rows].map((row) => this.line(row)).join('');
  }

  /** One row. */
  line(row: readonly string[]): string {
    const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(this.widths[column] ?? 0)));
    return `${cells.join(GAP).trimEnd()}\n`;
  }
}

/** The text in one line of at most so many characters. */
export function trimmed(text: string, limit: number): string {
  const line = [...text.split(/\s+/).join(' ').trim()];
  return line.length > limit ? `${line.slice(0, limit - 1).join('').trimEnd()}…` : line.join('');
}
