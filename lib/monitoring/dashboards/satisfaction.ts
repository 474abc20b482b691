import type { Dashboard } from './dashboard';

/** What users think of the platform. */
export const SATISFACTION: Dashboard = {
  uid: 'ds-satisfaction',
  title: 'Data science: Satisfaction',
  description: 'The Net Promoter Score of each survey: the part of answers of 9 and 10 less the part of those of 0 to 6.',
  range: '1y',
  variables: [],
  rows: [
    {
      title: 'Net Promoter Score',
      panels: [
        { title: 'Score', description: 'From -100 to 100, of each survey.', kind: 'stat', queries: [{ expr: 'last_over_time(survey:ds_nps:score[$__range])', legend: '{{survey}}' }] },
        { title: 'Answers', description: 'How many have answered each survey.', kind: 'stat', queries: [{ expr: 'last_over_time(survey:ds_nps:responses[$__range])', legend: '{{survey}}' }] },
        { title: 'Score over time', description: 'Of each survey, while its answers come in.', kind: 'lines', queries: [{ expr: 'survey:ds_nps:score', legend: '{{survey}}' }] },
        {
          title: 'Answers by score',
          description: 'How often each score was given.',
          kind: 'ranking',
          queries: [{ expr: 'sum by (survey, score) (max by (survey, tenant, score) (last_over_time(ds_nps_responses[$__range])))', legend: '{{survey}}: {{score}}' }],
        },
        {
          title: 'Mean score by team',
          description: 'Of those who told their team.',
          kind: 'table',
          queries: [{ expr: meanByTeam(), legend: '' }],
        },
      ],
    },
  ],
};

/** A score is the value of a label. */
function meanByTeam(): string {
  const answers = 'max by (survey, tenant, score) (last_over_time(ds_nps_responses{tenant!=""}[$__range]))';
  const points = Array.from({ length: 11 }, (_, score) => `${score} * (max by (survey, tenant) (last_over_time(ds_nps_responses{tenant!="", score="${score}"}[$__range])))`);
  const sum = points.map((point) => `(${point} or 0 * sum by (survey, tenant) (${answers}))`).join(' + ');
  return `(${sum}) / sum by (survey, tenant) (${answers})`;
}
