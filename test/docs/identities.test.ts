import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { Catalog } from '../../lib/catalog/spec';
import { validateCatalog } from '../../lib/catalog/validate';
import { compileJob, validateJob, type Job } from '../../lib/jobs/job';
import type { JobSet } from '../../lib/jobs/common/jobset';
import { validateTenant } from '../../lib/tenants/validate';
import { parseYaml } from '../../lib/yaml/read';
import { tenant } from '../builders/catalog';
import { blocks } from '../support/console';

const PAGE = 'docs/identities.md';
const [job, simple, kerberos, network] = blocks(PAGE, 'yaml').map((text) => parseYaml(text, PAGE)[0]) as unknown as [Job, Partial<Catalog>, Partial<Catalog>, object];

test.each([['simple', simple, 0], ['kerberos', kerberos, 2]])('the job of docs/identities.md runs on the catalog of its part on %s', (_name, parts, containers) => {
  const catalog = { ...DEFAULT_CATALOG, ...parts } as Catalog;
  expect(validateCatalog(catalog)).toEqual([]);
  expect(validateJob(job, catalog)).toEqual([]);
  const [jobSet] = compileJob(job, catalog) as JobSet[];
  const pod = jobSet?.spec.replicatedJobs[0]?.template.spec?.template.spec;
  expect(pod?.initContainers?.filter(({ name }) => name.startsWith('kerberos'))).toHaveLength(containers);
});

test('its exits are exits of a tenant', () => {
  expect(validateTenant(tenant(network), DEFAULT_CATALOG)).toEqual([]);
});
