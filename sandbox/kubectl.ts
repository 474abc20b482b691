import { stateFolder } from './paths';
import { kubeconfigFile, type SandboxRecord } from './record';
import { run } from './run';

/** Runs kubectl as the administrator and returns what it prints. @param input given to its standard input */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

export function kubectlOf({ plan, kubectl, server }: SandboxRecord): Kubectl {
  // A cache shared with other sandboxes would hold what another server had at this address.
  const cache = `--cache-dir=${stateFolder(plan.name, 'kubectl')}`;
  const direct = [process.env.NO_PROXY, new URL(server).hostname].filter(Boolean).join(',');
  const env = { ...process.env, KUBECONFIG: kubeconfigFile(plan.name), NO_PROXY: direct, no_proxy: direct };
  return (args, input) => run(kubectl, [cache, ...args], { env, input });
}
