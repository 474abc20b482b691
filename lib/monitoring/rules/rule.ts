/** A series that Prometheus computes and keeps. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** How soon somebody must look. `critical`: now. `warning`: today. `info`: when there is time. */
export type Severity = 'critical' | 'warning' | 'info';

/** What is told when an expression has held for some time. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: Severity };
  readonly annotations: {
    /** One sentence: what, where. */
    readonly summary: string;
    /** What it means for the people who use the platform. */
    readonly description: string;
    /** What to do, step by step. */
    readonly runbook: string;
  };
}

export type Rule = RecordingRule | AlertingRule;

/** Rules that are evaluated together, in their order. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/** What an alert tells, in the order in which people read it. */
export interface AlertText {
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
}

/** An alert of ours: its name begins with `Ds`. */
export function alert(name: string, severity: Severity, condition: { readonly expr: string; readonly for: string }, text: AlertText): AlertingRule {
  return { alert: `Ds${name}`, expr: condition.expr, for: condition.for, labels: { severity }, annotations: { ...text } };
}
