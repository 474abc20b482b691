import { DEFAULT_QUEUE, JOB_KINDS } from '../lib';
import { since } from './age';
import type { ClusterJob } from './jobs';
import { printable } from './printable';
import { trimmed } from './table';

/** Most characters of a job's message in a table. */
const MESSAGE_LIMIT = 80;

const NONE = '-';

interface Column {
  readonly title: string;
  readonly cell: (job: ClusterJob, now: Date) => string;
  /** Whether it changes by itself as time goes by. */
  readonly ticks?: boolean;
  /** Width that it may come to need. */
  readonly room?: number;
}

const NAMESPACE: Column = { title: 'NAMESPACE', cell: ({ metadata }) => metadata.namespace ?? NONE };

const COLUMNS: readonly Column[] = [
  { title: 'NAME', cell: ({ metadata }) => metadata.name },
  { title: 'KIND', cell: ({ kind }) => kind, room: Math.max(...JOB_KINDS.map(({ kind }) => kind.length)) },
  { title: 'PHASE', cell: ({ status }) => status?.phase ?? NONE, room: 'Succeeded'.length },
  { title: 'FRAMEWORK', cell: ({ spec }) => spec.framework },
  { title: 'SIZE', cell: ({ spec }) => spec.size },
  { title: 'QUEUE', cell: ({ spec }) => spec.queue ?? DEFAULT_QUEUE },
  { title: 'AGE', cell: ({ metadata }, now) => since(metadata.creationTimestamp, now), ticks: true, room: 5 },
  { title: 'DURATION', cell: duration, ticks: true },
  { title: 'MESSAGE', cell: ({ status }) => trimmed(status?.message ?? '', MESSAGE_LIMIT) || NONE },
];

/** How a list of jobs looks. */
export class JobRows {
  private readonly columns: readonly Column[];

  constructor(
    withNamespace: boolean,
    private readonly now: () => Date,
  ) {
    this.columns = withNamespace ? [NAMESPACE, ...COLUMNS] : COLUMNS;
  }

  get header(): string[] {
    return this.columns.map(({ title }) => title);
  }

  /** Widths that later rows may need. */
  get room(): number[] {
    return this.columns.map(({ room = 0 }) => room);
  }

  row(job: ClusterJob): string[] {
    return this.columns.map(({ cell }) => printable(cell(job, this.now())));
  }

  /** What of a row does not change by itself. */
  essence(job: ClusterJob): string {
    return JSON.stringify(this.columns.filter(({ ticks }) => !ticks).map(({ cell }) => cell(job, this.now())));
  }
}

/** By namespace, name and kind. */
export function inOrder(jobs: readonly ClusterJob[]): ClusterJob[] {
  const key = ({ kind, metadata }: ClusterJob): string => `${metadata.namespace ?? ''}/${metadata.name}/${kind}`;
  return [...jobs].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** How long the job ran, or runs already. */
function duration({ status }: ClusterJob, now: Date): string {
  if (status?.duration !== undefined) return status.duration;
  return status?.phase === 'Running' ? since(status.startTime, now) : NONE;
}
