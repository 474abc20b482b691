import { startWithNode } from './cluster-with-node';
import { startWithoutNode } from './cluster-without-node';
import { installEngines } from './engines/install';
import { installPackageIndex } from './package-index/install';
import { kubectlOf } from './kubectl';
import type { Plan } from './plan';
import { step } from './progress';
import { writeRecord, type SandboxRecord } from './record';
import { addSimulatedNodes } from './simulated';

/** Brings a sandbox up from nothing; nothing of that name may be there. */
export async function bringUp(plan: Plan): Promise<SandboxRecord> {
  const record = plan.node === 'real' ? await startWithNode(plan) : await startWithoutNode(plan);
  const kubectl = kubectlOf(record);
  if (plan.simulatedNodes > 0) {
    const nodes = { count: plan.simulatedNodes, gpus: plan.gpus };
    await step(`add ${nodes.count} simulated nodes`, () => addSimulatedNodes(kubectl, plan, nodes));
  }
  await installEngines({ kubectl }, plan.engines);
  if (plan.packageIndex) await installPackageIndex({ kubectl });
  const ready = { ...record, ready: true };
  writeRecord(ready);
  return ready;
}
