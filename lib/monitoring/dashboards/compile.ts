import type { V1ConfigMap } from '@kubernetes/client-node';
import { type Dashboard as GrafanaDashboard, DashboardBuilder, DashboardCursorSync, DatasourceVariableBuilder, QueryVariableBuilder, RowBuilder, VariableRefresh, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import type { KubeObject } from '../../k8s/object';
import { seconds, type Timing } from '../timing';
import type { Dashboard, Panel, Variable } from './dashboard';
import { placesOf } from './layout';
import { compilePanel, DATA_SOURCE } from './panel';

/** Label of ConfigMaps that Grafana's sidecar loads. @see https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards */
export const DASHBOARD_LABEL = 'grafana_dashboard';

/** Grafana's model of a dashboard. */
export function compileDashboard(dashboard: Dashboard, times: Timing): GrafanaDashboard {
  const builder = new DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .description(dashboard.description)
    .tags(['ds-platform'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .time({ from: `now-${dashboard.range}`, to: 'now' })
    .refresh('1m')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const variable of dashboard.variables) builder.withVariable(choice(variable));
  let [id, top] = [0, 0];
  for (const row of dashboard.rows) {
    const places = placesOf(row, top);
    id += 1;
    builder.withRow(new RowBuilder(row.title).id(id).gridPos({ ...places.title }));
    places.panels.forEach((place, index) => {
      id += 1;
      builder.withPanel(compilePanel(row.panels[index] as Panel, { id, place, interval: seconds(times.interval) }));
    });
    top = places.bottom;
  }
  return builder.build();
}

/** Each dashboard in a ConfigMap of its own: all in one would soon be too large for it. */
export function compileDashboards(dashboards: readonly Dashboard[], times: Timing, metadata: (name: string) => KubeObject['metadata']): KubeObject[] {
  return dashboards.map((dashboard) => {
    const { labels, ...named } = metadata(`ds-dashboard-${dashboard.uid.replace(/^ds-/, '')}`);
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...named, labels: { ...labels, [DASHBOARD_LABEL]: '1' } },
      data: { [`${dashboard.uid}.json`]: `${JSON.stringify(compileDashboard(dashboard, times), null, 2)}\n` },
    } satisfies KubeObject & V1ConfigMap;
    return object;
  });
}

/** Several values at once, all of them at first. */
function choice({ name, label, series, from }: Variable): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query(`label_values(${series}, ${from})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}
