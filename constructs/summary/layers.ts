import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { textTable } from './text-table';

/** What each chart of a tree writes, in the order in which the program made the charts: a table for people. */
export function layersTable(root: IConstruct): string {
  const charts = root.node.findAll().filter((construct) => Chart.isChart(construct));
  return textTable(['LAYER', 'OBJECTS', 'OF WHICH'], charts.map(layerOf));
}

function layerOf(chart: IConstruct): string[] {
  const objects = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  const own = objects.filter((object) => Chart.of(object) === chart);
  const counts = new Map<string, number>();
  for (const { kind } of own) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`);
  return [chart.node.id, String(own.length), kinds.join(', ')];
}
