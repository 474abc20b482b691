import { startWithNode } from './cluster-with-node';
import { startWithoutNode } from './cluster-without-node';
import { installEngines } from './engines/install';
import { startEngines, type EngineProcesses } from './engines/processes';
import { installHadoop } from './hadoop/install';
import { installPackageIndex } from './package-index/install';
import { kubectlOf } from './kubectl';
import { installStorage } from './storage/install';
import { openPlace } from './open';
import { stateFolder } from './paths';
import { Host } from './place';
import type { Plan } from './plan';
import { step } from './progress';
import { kubeconfigFile, writeRecord, type SandboxRecord } from './record';
import { addSimulatedNodes } from './simulated';
import { lastLines } from './wait';

/** Brings a sandbox up from nothing; nothing of that name may be there. */
export async function bringUp(plan: Plan): Promise<SandboxRecord> {
  const record = plan.node === 'real' ? await startWithNode(plan) : await startWithoutNode(plan);
  const kubectl = kubectlOf(record);
  if (plan.simulatedNodes > 0) {
    const nodes = { count: plan.simulatedNodes, gpus: plan.gpus };
    await step(`add ${nodes.count} simulated nodes`, () => addSimulatedNodes(kubectl, plan, nodes));
  }
  if (plan.node === 'real') await installEngines({ kubectl }, plan.engines);
  else await startEngines(processContext(record), plan.engines);
  if (plan.packageIndex) await installPackageIndex({ kubectl });
  if (plan.hadoop) await installHadoop({ kubectl });
  if (plan.storage) await installStorage({ kubectl }, stateFolder(plan.name, 'volumes'));
  refuseEnded(record);
  const ready = { ...record, ready: true };
  writeRecord(ready);
  return ready;
}

function processContext(record: SandboxRecord): EngineProcesses {
  const { name } = record.plan;
  const folder = stateFolder(name);
  return { kubectl: kubectlOf(record), place: new Host(folder), folder, kubeconfig: kubeconfigFile(name) };
}

/** Not every daemon is waited for while the sandbox comes up. */
function refuseEnded(record: SandboxRecord): void {
  const place = openPlace(record);
  for (const [name, running] of place?.daemons() ?? []) {
    if (!running) throw new Error(`${name} ended. ${lastLines(place!, name)}`);
  }
}
