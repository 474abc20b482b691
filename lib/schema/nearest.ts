import { distance } from 'fastest-levenshtein';

/** Names of anything are not longer. */
const MAX_LENGTH = 253;

/** The names most like a wrong one, at most three, the most alike first; none if nothing is alike. */
export function nearest(wrong: string, known: readonly string[]): string[] {
  if (wrong.length > MAX_LENGTH) return [];
  const limit = Math.max(2, Math.floor(wrong.length / 3));
  return known
    .map((name) => ({ name, steps: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ steps }) => steps <= limit)
    .sort((a, b) => a.steps - b.steps || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}
