import { readTenants } from '../../../lib/tenants/read';
import { catalog, tenant } from '../../builders/catalog';

const read = (text: string): ReturnType<typeof readTenants> => readTenants(text, 'tenants.yaml', catalog());
const one = (name: string, rest = ''): string => `name: ${name}\nowners: [ml-leads]\nquota: {cpu: {cpu: '8', memory: 32Gi}}\n${rest}`;
const refusal = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The file was not refused.');
};

test('tenants stand in documents or in lists, or in both', () => {
  expect(read(`${one('a')}---\n${one('b')}`).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(read(JSON.stringify([tenant({ name: 'a' }), tenant({ name: 'b' })])).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(read(`${JSON.stringify([tenant({ name: 'a' })])}\n---\n# nothing here\n---\n${one('b')}`).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(read(one('a'))).toEqual([{ name: 'a', owners: ['ml-leads'], quota: { cpu: { cpu: '8', memory: '32Gi' } } }]);
});

test('every error of every tenant is told, with its document and its field', () => {
  const list = JSON.stringify([tenant({ name: 'good' }), { ...tenant({ name: 'bad' }), owner: ['x'], quota: { cpu: { cpu: 8, memory: '1Gi' } } }, 'text']);
  expect(refusal(`${one('a', 'cohortName: research\n')}---\n${list}\n---\n{owners: [x], quota: {}}\n---\n${one('good')}`)).toBe(
    `tenants.yaml: 6 errors
  document 1 (a): cohortName: not a cohort of the catalog (given "research"). Allowed: none, since the catalog has no cohort. Choose one, or add it to queueing.cohorts.
  document 2, item 2 (bad): owner: unknown field (given "owner"). Allowed: name, owners, submitters, viewers, quota, cohortName, queueingStrategy, preemption, fairSharing, priorities, identities, limits, budget, egress, onDelete. Did you mean owners?
  document 2, item 2 (bad): quota.cpu.cpu: has the wrong type (given 8). Allowed: a text (quote it if it looks like a number or a boolean). For example "64".
  document 2, item 3: has the wrong type (given "text"). Allowed: a mapping of fields. Correct it.
  document 3: name: is missing. Allowed: name of the tenant, of its namespace and of its queue. Add it, for example "s-mlplatform".
  document 4 (good): name: given twice ("good", first in document 2, item 1). Allowed: one tenant of a name. Rename one, or remove it.`,
  );
});

test('a file without a tenant is refused, and so is what is no YAML', () => {
  expect(refusal('# none\n')).toBe('tenants.yaml: 1 error\n  holds no tenant (given nothing). Allowed: one tenant in each document, or a list of them. Add one.');
  expect(refusal('[]')).toContain('holds no tenant');
  expect(refusal('name: [')).toMatch(/^tenants\.yaml: 1 error\n {2}line \d+, column \d+: is not YAML/);
});
