import { tableOf } from '../../support/markdown';

const PAGE = 'docs/tenants.md';

/** Every verb that is asked about. `connect` is no verb of its own: to run a command in a pod is to create or get `pods/exec`. */
export const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate'] as const;

/** What a right is about, as an access review spells it. */
export interface ReviewedResource {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

/** What a page says that some people may do with a resource. */
export interface AccessRow {
  /** As the page writes it: `pods/log`, `identities.ds.bloomberg.com davideis`. */
  readonly title: string;
  readonly resource: ReviewedResource;
  /** Verbs by person, those that are allowed, in the order of {@link VERBS}. */
  readonly allowed: Readonly<Record<string, string>>;
}

/** The rows of the table whose first column has that title. */
export function accessTable(firstTitle: string): AccessRow[] {
  const { head, rows } = tableOf(PAGE, firstTitle);
  return rows.map(([title = '', ...cells]) => ({
    title,
    resource: parseResource(title),
    allowed: Object.fromEntries(head.slice(1).map((person, index) => [person, cells[index] ?? ''])),
  }));
}

/** `resource.group/subresource name`, all but the first of them optional. */
function parseResource(title: string): ReviewedResource {
  const [, resource = '', group = '', subresource = '', name = ''] = /^([a-z]+)(?:\.([a-z0-9.-]+))?(?:\/([a-z]+))?(?: (\S+))?$/.exec(title) ?? [];
  if (resource === '') throw new Error(`${PAGE} names a resource that cannot be asked about: ${title}`);
  return { group, resource, subresource, name };
}

/** Verbs as the page writes them in a cell. */
export function cell(verbs: readonly string[]): string {
  return verbs.length === 0 ? '–' : verbs.join(' ');
}
