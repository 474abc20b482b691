import type { Engine } from '../plan';
import { step } from '../progress';
import { apply, diagnosed, documentsOf, rolledOut, type ClusterContext } from './context';
import { DEFINITIONS, workloadsOf, type EngineDefinition, type EngineWorkload } from './definitions';
import { engineManifests } from './manifests';
import { webhookCertificate } from './webhook-certificate';

const ORDER: readonly Engine[] = ['jobset', 'spark-operator', 'kueue'];

/** How long an engine may take from being applied to answering. */
const PATIENCE = 120_000;

/**
 * Installs engines and waits until all of them answer. They are applied one after the other, Kueue last: once its webhooks are
 * registered they stop JobSets until it runs.
 */
export async function installEngines(context: ClusterContext, engines: readonly Engine[]): Promise<void> {
  const ordered = ORDER.filter((engine) => engines.includes(engine));
  const rendered = await Promise.all(
    ordered.map(async (engine) => ({ engine, definition: DEFINITIONS[engine], manifests: await engineManifests(engine) })),
  );
  let applied = Promise.resolve();
  const work = rendered.map(({ engine, definition, manifests }) => {
    applied = applied.then(() => applyEngine(context, definition, manifests));
    return applied.then(() => step(`start ${engine}`, () => waitUntilReady(context, definition)));
  });
  await Promise.all(work);
}

async function applyEngine(context: ClusterContext, definition: EngineDefinition, manifests: string): Promise<void> {
  await provideCertificate(context, definition);
  await apply(context, manifests);
}

async function waitUntilReady(context: ClusterContext, definition: EngineDefinition): Promise<void> {
  for (const workload of workloadsOf(definition).map((own) => ({ namespace: definition.namespace, resource: resourceOf(own) }))) {
    await diagnosed(context, workload, () => rolledOut(context, workload, PATIENCE));
  }
  const last = { namespace: definition.namespace, resource: resourceOf(definition.webhookWorkload ?? definition.workload) };
  await diagnosed(context, last, async () => {
    await waitForWebhooks(context, definition);
    await waitForApis(context, definition);
  });
}

function resourceOf({ kind, name }: EngineWorkload): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** An installation that exists keeps its certificate: its webhook configurations carry the authority. */
async function provideCertificate(context: ClusterContext, { namespace, webhooks }: EngineDefinition): Promise<void> {
  if (webhooks?.certificate === undefined) return;
  const { secret, service, authority } = webhooks.certificate;
  const present = await context.kubectl(['get', 'secret', secret, '-n', namespace, '--ignore-not-found', '-o', 'name']);
  if (present !== '') return;
  const data = await webhookCertificate(authority, `${service}.${namespace}.svc`);
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret, namespace }, data },
  ];
  // The engine's manifests have this Secret too, without data.
  await apply(context, documentsOf(objects), 'sandbox-certificates');
}

/** A pod counts as ready before the API server can reach it through its Service. */
async function waitForWebhooks(context: ClusterContext, { webhooks }: EngineDefinition): Promise<void> {
  if (webhooks === undefined) return;
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      await context.kubectl(['create', '--dry-run=server', '--validate=false', '-f', '-'], JSON.stringify(webhooks.probe));
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** While any API is missing, discovery has an error, and whoever asks for all kinds gets it. */
async function waitForApis({ kubectl }: ClusterContext, { apis = [] }: EngineDefinition): Promise<void> {
  if (apis.length === 0) return;
  const names = apis.map((api) => `apiservice/${api}`);
  await kubectl(['wait', '--for=condition=Available', ...names, `--timeout=${PATIENCE / 1000}s`]);
}
