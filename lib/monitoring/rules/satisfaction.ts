import type { RecordingRule } from './rule';

/**
 * The Net Promoter Score of each survey: of a hundred answers, those of 9 and 10 less those of 0 to 6.
 * @see https://en.wikipedia.org/wiki/Net_promoter_score
 */
export function satisfactionRules(): RecordingRule[] {
  const answers = (score: string): string => `sum by (survey) (max by (survey, tenant, score) (ds_nps_responses{score=~"${score}"}))`;
  const all = 'survey:ds_nps:responses';
  // A survey without a single promoter, or detractor, has a score too.
  const some = (score: string): string => `(${answers(score)} or on (survey) 0 * ${all})`;
  return [
    { record: all, expr: answers('10|[0-9]') },
    { record: 'survey:ds_nps:score', expr: `100 * (${some('9|10')} - on (survey) ${some('[0-6]')}) / on (survey) (${all} > 0)` },
  ];
}
