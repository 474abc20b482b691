/** Words of the language that stand where a metric could. */
const KEYWORDS = ['and', 'or', 'unless', 'offset', 'bool', 'start', 'end', 'inf', 'nan'];

/** Names of metrics that a query asks for, each once, in their order. */
export function metricNames(expr: string): string[] {
  const bare = expr
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    // Lists of labels.
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/(?<![\w:.$])([A-Za-z_:][\w:]*)(?![\w:])(?!\s*\()/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !KEYWORDS.includes(name.toLowerCase()));
}
