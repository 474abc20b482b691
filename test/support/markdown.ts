import * as fs from 'node:fs';
import * as path from 'node:path';
import { ROOT } from './console';

/** A table of a page: its head, and its rows without the line under the head. Cells are plain text: no bold, no code. */
export interface PageTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The table of a page whose first column has that title. @throws Error if there is none */
export function tableOf(page: string, firstTitle: string): PageTable {
  const blocks = fs.readFileSync(path.join(ROOT, page), 'utf8').split(/\n(?!\|)/);
  const tables = blocks.map((block) => block.split('\n').filter((line) => line.startsWith('|')).map(cells));
  const [head, , ...rows] = tables.find(([first]) => first?.[0] === firstTitle) ?? [];
  if (head === undefined) throw new Error(`${page} has no table that starts with '${firstTitle}'.`);
  return { head, rows };
}

function cells(line: string): string[] {
  return line.split('|').slice(1, -1).map((cell) => cell.replaceAll(/[*`]/g, '').trim());
}
