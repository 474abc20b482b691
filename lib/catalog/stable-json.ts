/** JSON that is the same for the same value, in whatever order its keys were written: an API server puts them in its own. */
export function stableJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, (_key, part: unknown) => (isMap(part) ? sorted(part) : part), indent);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(map: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
