/** How a panel shows what it is given. `bars`: amounts over time. `ranking`: one amount for each series, as bars beside each other. */
export type PanelKind = 'stat' | 'lines' | 'bars' | 'ranking' | 'table';

/** A question to Prometheus. */
export interface Query {
  readonly expr: string;
  /** What a series is called, with its labels in double braces. */
  readonly legend: string;
}

/** One picture. */
export interface Panel {
  readonly title: string;
  /** One sentence that says what is counted. */
  readonly description: string;
  readonly kind: PanelKind;
  /** Grafana's name of the unit. @default - a number */
  readonly unit?: string;
  readonly queries: readonly Query[];
  /** Values from which a panel is yellow, and red. @default - it is not coloured */
  readonly thresholds?: { readonly warn: number; readonly bad: number };
}

/** A choice at the top of a dashboard; every panel uses it. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Query whose values of the label are offered. */
  readonly series: string;
  readonly from: string;
}

/** Panels that belong together. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A dashboard as data; {@link compileDashboard} makes Grafana's model of it. */
export interface Dashboard {
  /** Its address in Grafana. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** What it shows at first: Prometheus's durations, back from now. */
  readonly range: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}
