import { LEDGER } from '../rules/jobs';
import type { Dashboard, Panel, Row } from './dashboard';

const TEAM = 'tenant=~"$tenant"';
const SUBMITTED = `${LEDGER.submitted}{${TEAM}}`;
const ENDED = `${LEDGER.ended}{${TEAM}}`;
const STARTED = `${LEDGER.started}{${TEAM}}`;

/** How many events there were, in what the dashboard shows or between two of its points. */
const count = (series: string, by: string, range: '$__range' | '$__interval' = '$__range'): string => `sum by (${by}) (count_over_time(${series}[${range}]))`;

const quantile = (part: number, series: string): string => `quantile by (kind) (${part}, last_over_time(${series}[$__range]))`;

const PEOPLE: Row = {
  title: 'Teams and users',
  panels: [
    stat('Teams', 'Tenants that have submitted a job.', `count(${count(SUBMITTED, 'tenant')})`),
    stat('Users', 'Identities that jobs were submitted with.', `count(count by (user) (last_over_time(${LEDGER.submitted}{${TEAM}, user!=""}[$__range])))`),
    stat('Submissions', 'Jobs that were submitted, also those deleted since.', `sum(count_over_time(${SUBMITTED}[$__range]))`),
    {
      ...stat('Failed', 'Jobs that failed, of those that ended.', failedPart()),
      unit: 'percentunit',
      thresholds: { warn: 0.2, bad: 0.5 },
    },
    { title: 'Users by submissions', description: 'The twenty that submitted most.', kind: 'table', queries: [{ expr: `topk(20, ${count(SUBMITTED, 'tenant, user')})`, legend: '' }] },
    { title: 'Projects by submissions', description: 'The twenty with most jobs.', kind: 'table', queries: [{ expr: `topk(20, ${count(SUBMITTED, 'tenant, project, experiment')})`, legend: '' }] },
  ],
};

const SUBMISSIONS: Row = {
  title: 'Submissions',
  panels: [
    bars('Submissions by team', 'Jobs submitted, by tenant.', count(SUBMITTED, 'tenant', '$__interval'), '{{tenant}}'),
    { title: 'Jobs now', description: 'Jobs that are there, by phase.', kind: 'lines', queries: [{ expr: `sum by (phase) (tenant:ds_jobs:count{${TEAM}})`, legend: '{{phase}}' }] },
    bars('Jobs ended', 'Jobs that ended, by how they did.', count(ENDED, 'phase', '$__interval'), '{{phase}}'),
  ],
};

const TYPES: Row = {
  title: 'Types of job',
  panels: [
    ranking('Kinds', 'Jobs submitted, by kind.', count(SUBMITTED, 'kind'), '{{kind}}'),
    ranking('Frameworks', 'Jobs submitted, by runtime of the catalog.', count(SUBMITTED, 'framework'), '{{framework}}'),
    ranking('Sizes', 'Jobs submitted, by size of the catalog.', count(SUBMITTED, 'size'), '{{size}}'),
  ],
};

const DURATION: Row = {
  title: 'Duration',
  panels: [
    { ...ranking('Run time', 'From the start to the end of a job: half and 95 of 100 jobs took less.', quantile(0.5, ENDED), '{{kind}} median'), unit: 's', queries: twoQuantiles(ENDED) },
    { ...ranking('Waiting time', 'From the submission to the start of a job: half and 95 of 100 jobs waited less.', quantile(0.5, STARTED), '{{kind}} median'), unit: 's', queries: twoQuantiles(STARTED) },
    { title: 'Longest jobs', description: 'The ten jobs that took longest.', kind: 'table', unit: 's', queries: [{ expr: `topk(10, max by (tenant, kind, name, user, phase) (last_over_time(${ENDED}[$__range])))`, legend: '' }] },
  ],
};

/** Who uses the platform, for what, and how it goes. */
export const USAGE: Dashboard = {
  uid: 'ds-usage',
  title: 'Data science: Usage',
  description: 'Teams, users, submissions, types and durations of jobs. A job stays counted when it is deleted.',
  range: '7d',
  variables: [{ name: 'tenant', label: 'Team', series: 'tenant:ds_gpus:allocated', from: 'tenant' }],
  rows: [PEOPLE, SUBMISSIONS, TYPES, DURATION],
};

function failedPart(): string {
  const all = `sum(count_over_time(${ENDED}[$__range]))`;
  return `(sum(count_over_time(${LEDGER.ended}{${TEAM}, phase="Failed"}[$__range])) or 0 * ${all}) / ${all}`;
}

function twoQuantiles(series: string): Panel['queries'] {
  return [
    { expr: quantile(0.5, series), legend: '{{kind}} median' },
    { expr: quantile(0.95, series), legend: '{{kind}} 95 %' },
  ];
}

function stat(title: string, description: string, expr: string): Panel {
  return { title, description, kind: 'stat', queries: [{ expr, legend: title }] };
}

function bars(title: string, description: string, expr: string, legend: string): Panel {
  return { title, description, kind: 'bars', queries: [{ expr, legend }] };
}

function ranking(title: string, description: string, expr: string, legend: string): Panel {
  return { title, description, kind: 'ranking', queries: [{ expr, legend }] };
}
