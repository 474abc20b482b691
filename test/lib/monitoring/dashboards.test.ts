import { DASHBOARDS } from '../../../lib/monitoring/dashboards/all';
import { compileDashboard } from '../../../lib/monitoring/dashboards/compile';
import { timing } from '../../../lib/monitoring/timing';
import { KNOWN_METRICS, PANEL_QUERIES } from '../../builders/monitoring';
import { metricNames } from '../../support/promql';

test.each(PANEL_QUERIES.map(({ at, expr }) => [at, expr]))('%s asks for metrics that there are', (_at, expr = '') => {
  const names = metricNames(expr);
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !KNOWN_METRICS.has(name))).toEqual([]);
});

describe.each(DASHBOARDS.map((dashboard) => [dashboard.uid, dashboard] as const))('%s', (_uid, dashboard) => {
  const model = compileDashboard(dashboard, timing(30));
  const panels = model.panels ?? [];

  test('is the same each time', () => {
    expect(JSON.stringify(compileDashboard(dashboard, timing(30)))).toBe(JSON.stringify(model));
  });

  test('numbers its panels', () => {
    expect(panels.map(({ id }) => id)).toEqual(panels.map((_, index) => index + 1));
  });

  test('no panel lies on another or off the grid', () => {
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          expect(taken).not.toContain(`${column}/${line}`);
          taken.add(`${column}/${line}`);
        }
      }
    }
  });

  test('is made of panels that Grafana has, whose queries are told apart', () => {
    expect(model).toMatchObject({ schemaVersion: expect.any(Number) as number, editable: false, uid: dashboard.uid, title: dashboard.title });
    for (const { type, targets = [] } of panels as { type: string; targets?: { refId?: string }[] }[]) {
      expect(['row', 'stat', 'timeseries', 'bargauge', 'table']).toContain(type);
      expect(targets.map(({ refId }) => refId)).toEqual(['A', 'B'].slice(0, targets.length));
    }
  });

  test('asks the chosen data source, and uses every choice that it offers', () => {
    const text = JSON.stringify(panels);
    for (const { name } of model.templating?.list ?? []) expect(text).toContain(`$${name === 'datasource' ? '{datasource}' : name}`);
    expect(text.match(/"expr"/g)?.length).toBe(dashboard.rows.flatMap((row) => row.panels.flatMap((panel) => panel.queries)).length);
  });

  test('every panel says what it counts', () => {
    for (const panel of dashboard.rows.flatMap((row) => row.panels)) expect(panel.description).toMatch(/^[A-Z].*\.$/);
  });
});

test('amounts over time are counted from one point to the next, each evaluation once', () => {
  const [usage] = DASHBOARDS;
  const bars = (compileDashboard(usage!, timing(15)).panels ?? []).filter((panel) => JSON.stringify(panel).includes('$__interval'));
  expect(bars.length).toBeGreaterThan(0);
  for (const panel of bars) expect(panel).toMatchObject({ interval: '30s' });
});
