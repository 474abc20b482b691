import { App } from 'cdk8s';
import fc from 'fast-check';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { examplePlatform } from '../../../examples/platform';
import type { Json } from '../../../lib';
import { crds, formatFieldError, JOB_KINDS, jobKind, toYaml, validateSchema } from '../../../lib';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../../../sandbox/plan';
import { Sandbox } from '../../../sandbox/sandbox';
import { brokenJob, goodJob } from '../../builders/arbitrary-jobs';
import { ApiClient } from '../support/api-client';
import { established } from '../support/definitions';
import { crdSets } from '../support/upstream-crds';

/** Namespaces that come with the engines of mesh and monitoring. */
const ENGINE_NAMESPACES = ['istio-system', 'monitoring'];

/** Specs for each API server, others for each; half as they should be, half with something changed. The older one need only show that it reads the rules alike. */
const SPECS: Readonly<Record<KubernetesVersion, number>> = { '1.37': 10_000, '1.34': 3_000 };

/** What every refusal says: what is allowed, and how to put it right. */
const FIX = /Allowed[^.]*: .+\. [A-Z].*[.?]$/s;

/** Changed, and printed when the test fails, to find what a run has found. */
const SEED = Number(process.env.DS_SEED ?? 20190318);

describe.each(KUBERNETES_VERSIONS)('Kubernetes %s', (kubernetes) => {
  let server: Sandbox;

  beforeAll(async () => {
    server = await Sandbox.up({ name: `api-${kubernetes.replace('.', '-')}-${process.pid}`, node: 'none', kubernetes, engines: [], simulatedNodes: 0 });
    await server.kubectl(['apply', '--server-side', '-f', '-'], toYaml(crds()));
    await established(server);
  }, 600_000);

  afterAll(() => server.down(), 60_000);

  const specs = SPECS[kubernetes];

  test(`gives the same verdict as the offline validator on ${specs} generated specs`, async () => {
    const seed = SEED + KUBERNETES_VERSIONS.indexOf(kubernetes);
    const jobs = [...fc.sample(goodJob(), { numRuns: specs / 2, seed }), ...fc.sample(brokenJob(), { numRuns: specs / 2, seed })];
    const client = new ApiClient(server.kubeconfig);
    const differences: object[] = [];
    const helpless: string[] = [];
    const kinds = new Map<string, number>();
    let accepted = 0;
    const queue = jobs.values();
    const work = async (): Promise<void> => {
      for (const job of queue) {
        const plural = jobKind(job.kind as string)?.plural;
        const { code, message } = await client.tryCreate(`/apis/ds.bloomberg.com/v1/namespaces/default/${plural}`, job);
        const errors = validateSchema(job as Json);
        if (code === 201) accepted += 1;
        kinds.set(`${job.kind} ${code === 201}`, (kinds.get(`${job.kind} ${code === 201}`) ?? 0) + 1);
        helpless.push(...errors.filter(({ path: field, reason }) => field === '' || !FIX.test(reason)).map(formatFieldError));
        if ((code === 201) !== (errors.length === 0)) differences.push({ job, server: { code, message }, errors });
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    client.close();
    expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] });
    expect(helpless).toEqual([]);
    // The comparison means something only if both verdicts are common.
    expect(accepted).toBeGreaterThan(specs * 0.35);
    expect(accepted).toBeLessThan(specs * 0.6);
    const each = JOB_KINDS.flatMap(({ kind }) => [`${kind} true`, `${kind} false`]);
    expect(each.filter((verdict) => (kinds.get(verdict) ?? 0) < specs / JOB_KINDS.length / 5)).toEqual([]);
  }, 600_000);

  test.each(crdSets())('accepts every object of the example platform, with $name', async ({ yaml, complete }) => {
    await server.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], await yaml());
    await established(server);
    if (complete) await server.kubectl(['apply', '--server-side', '-f', '-'], toYaml(ENGINE_NAMESPACES.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))));
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-example-'));
    try {
      const app = new App({ outdir });
      examplePlatform(app, undefined, complete ? undefined : []);
      app.synth();
      for (const file of fs.readdirSync(outdir).sort()) {
        await server.kubectl(['apply', '--server-side', '--force-conflicts', '--validate=strict', '-f', path.join(outdir, file)]);
      }
    } finally {
      fs.rmSync(outdir, { recursive: true });
    }
  }, 120_000);

  test("refuses to change a job's spec, but for suspend", async () => {
    const job = (spec: object) => JSON.stringify({ apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata: { name: 'fixed', namespace: 'default' }, spec: { framework: 'python-3', size: 'CpuSmall', module: 'train', env: [{ name: 'A', value: '1' }], ...spec } });
    await server.kubectl(['create', '-f', '-'], job({}));
    const change = (spec: object) => server.kubectl(['replace', '-f', '-'], job(spec));
    await expect(change({ module: 'other' })).rejects.toThrow(/spec\.module: Invalid value.* cannot be changed after the job was created; only suspend can\./);
    await expect(change({ queue: 'other' })).rejects.toThrow('spec.queue: Invalid value');
    await expect(change({ env: [{ name: 'A', value: '2' }] })).rejects.toThrow('spec.env: Invalid value');
    await expect(change({ suspend: true })).resolves.toContain('replaced');
    await expect(change({})).resolves.toContain('replaced');
  }, 60_000);
});
