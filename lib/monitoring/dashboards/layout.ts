import type { PanelKind, Row } from './dashboard';

/** Columns of Grafana's grid. */
const COLUMNS = 24;

/** Columns and lines of a panel. */
const SIZES: Readonly<Record<PanelKind, { readonly w: number; readonly h: number }>> = {
  stat: { w: 6, h: 4 },
  lines: { w: 12, h: 8 },
  bars: { w: 12, h: 8 },
  ranking: { w: 8, h: 8 },
  table: { w: 12, h: 8 },
};

/** Where something lies on the grid. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The place of a row's title, and of each of its panels: side by side as long as there is room, then below the highest of them. */
export function placesOf({ panels }: Row, top: number): { readonly title: Place; readonly panels: readonly Place[]; readonly bottom: number } {
  let [x, y, height] = [0, top + 1, 0];
  const places = panels.map(({ kind }) => {
    const size = SIZES[kind];
    if (x + size.w > COLUMNS) [x, y, height] = [0, y + height, 0];
    const place = { x, y, ...size };
    [x, height] = [x + size.w, Math.max(height, size.h)];
    return place;
  });
  return { title: { x: 0, y: top, w: COLUMNS, h: 1 }, panels: places, bottom: y + height };
}
