import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { BarGaugeDisplayMode, GraphDrawStyle, LegendDisplayMode, LegendPlacement, ReduceDataOptionsBuilder, StackingConfigBuilder, StackingMode, VizLegendOptionsBuilder, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import { type Panel as GrafanaPanel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Panel, PanelKind, Query } from './dashboard';
import type { Place } from './layout';

/** The data source that the reader chooses at the top. */
export const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** What every kind of panel has in common. */
interface AnyPanel extends Builder<GrafanaPanel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(source: typeof DATA_SOURCE): this;
  gridPos(place: Place): this;
  interval(interval: string): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  thresholds(thresholds: ThresholdsConfigBuilder): this;
  withTarget(target: Builder<Dataquery>): this;
}

/** What a panel is told by its dashboard. */
export interface PanelFrame {
  readonly id: number;
  readonly place: Place;
  /** Shortest time between two points: amounts over time are counted from one point to the next. */
  readonly interval: string;
}

/** Grafana's model of a panel. */
export function compilePanel(panel: Panel, { id, place, interval }: PanelFrame): Builder<GrafanaPanel> {
  const made = bare(panel).id(id).title(panel.title).description(panel.description).datasource(DATA_SOURCE).gridPos({ ...place }).interval(interval);
  if (panel.unit !== undefined) made.unit(panel.unit);
  made.thresholds(thresholds(panel));
  panel.queries.forEach((query, index) => made.withTarget(target(panel.kind, query, String.fromCharCode(65 + index))));
  return made;
}

function bare({ kind, queries }: Panel): AnyPanel {
  switch (kind) {
    case 'stat':
      return new Stat().reduceOptions(last());
    case 'table':
      return new Table().showHeader(true);
    case 'ranking':
      return new BarGauge().reduceOptions(last()).orientation(VizOrientation.Horizontal).displayMode(BarGaugeDisplayMode.Basic);
    case 'bars':
      return new TimeSeries().drawStyle(GraphDrawStyle.Bars).fillOpacity(80).stacking(new StackingConfigBuilder().mode(StackingMode.Normal)).legend(legend(queries)).min(0);
    case 'lines':
      return new TimeSeries().drawStyle(GraphDrawStyle.Line).lineWidth(2).legend(legend(queries)).decimals(2);
  }
}

function last(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
}

function legend(queries: readonly Query[]): VizLegendOptionsBuilder {
  const shown = queries.some((query) => query.legend !== '');
  return new VizLegendOptionsBuilder().showLegend(shown).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom);
}

function thresholds({ thresholds: limits }: Panel): ThresholdsConfigBuilder {
  const steps = [
    { value: null, color: 'green' },
    ...(limits === undefined ? [] : [{ value: limits.warn, color: 'yellow' }, { value: limits.bad, color: 'red' }]),
  ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}

/** What is one number for the whole range is asked for once, at its end. */
function target(kind: PanelKind, { expr, legend }: Query, refId: string): DataqueryBuilder {
  const query = new DataqueryBuilder().refId(refId).datasource(DATA_SOURCE).expr(expr).legendFormat(legend === '' ? '__auto' : legend);
  if (kind === 'lines' || kind === 'bars') return query.range().format(PromQueryFormat.TimeSeries);
  return query.instant().format(kind === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries);
}
