import { instance } from '@viz-js/viz';
import type { Import } from './imports';
import type { Room } from './sentences';

/** Rooms that are drawn inside one frame. */
export interface Frame {
  readonly title: string;
  readonly rooms: readonly Room[];
  readonly colour: string;
  /** Room of another frame that this one is drawn below. @default - beside it */
  readonly below?: string;
}

/** An arrow of a drawing: files of one room import files of another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** The room that a file lies in: the one with the longest folder. */
export function roomOf(file: string, rooms: readonly Room[]): string | undefined {
  const around = rooms.map(({ folder }) => folder).filter((folder) => file.startsWith(`${folder}/`));
  return around.sort((a, b) => b.length - a.length)[0];
}

/** The arrows between rooms, in the order of their names. */
export function arrows(imports: readonly Import[], rooms: readonly Room[]): Arrow[] {
  const found = new Map<string, Arrow>();
  for (const file of imports) {
    const [from, to] = [roomOf(file.from, rooms), roomOf(file.to, rooms)];
    if (from !== undefined && to !== undefined && from !== to) found.set(`${from} ${to}`, { from, to });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, arrow]) => arrow);
}

/** Frames of rooms and the arrows between them as SVG. The same input gives the same bytes. */
export async function draw(frames: readonly Frame[], between: readonly Arrow[]): Promise<string> {
  const viz = await instance();
  const svg = viz.renderString(dot(frames, between), { format: 'svg' });
  // Without the comments, which name the version of the program that drew it.
  return `${svg.replace(/<\?xml[\s\S]*?<svg/, '<svg').replace(/<!--[\s\S]*?-->\n?/g, '').trim()}\n`;
}

function dot(frames: readonly Frame[], between: readonly Arrow[]): string {
  return [
    'digraph rooms {',
    'graph [rankdir=TB, nodesep=0.35, ranksep=0.6, bgcolor=white, fontname="Helvetica", fontsize=13, splines=true];',
    'node [shape=plain, fontname="Helvetica", fontsize=12];',
    'edge [color="#57606a", arrowsize=0.7];',
    ...frames.flatMap(frame),
    ...between.map(({ from, to }) => `"${from}" -> "${to}" [tooltip="${from} imports ${to}"];`),
    '}',
  ].join('\n');
}

function frame({ title, rooms, colour, below }: Frame, index: number): string[] {
  return [
    `subgraph cluster_${index} {`,
    `label="${title}"; labeljust=l; style=rounded; color="#d0d7de"; margin=16;`,
    ...rooms.map(({ folder, is }) => `"${folder}" [label=${box(folder, is, colour)}];`),
    '}',
    ...(below === undefined ? [] : rooms.map(({ folder }) => `"${below}" -> "${folder}" [style=invis];`)),
  ];
}

/** Room on the right: the fonts of those who look are wider than the one that the boxes are measured with. */
const SPARE = '<TD WIDTH="32"></TD>';

function box(folder: string, is: string, colour: string): string {
  const lines = wrapped(is, 30).map((line) => `<TR><TD ALIGN="LEFT">${escaped(line)}</TD></TR>`);
  const table = 'BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" STYLE="ROUNDED" COLOR="#57606a"';
  return `<<TABLE ${table} BGCOLOR="${colour}"><TR><TD ALIGN="LEFT"><B>${escaped(folder)}/</B></TD>${SPARE}</TR>${lines.join('')}</TABLE>>`;
}

/** Lines of at most so many characters, broken at spaces. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
