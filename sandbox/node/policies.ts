import * as path from 'node:path';
import { SERVICE_RANGE } from '../control-plane';
import { NODE_NAME, type Credentials } from '../credentials';
import type { Box } from './box';

/**
 * Starts the part of kube-router that enforces NetworkPolicies; the node's own CNI plugins and kube-proxy do the rest.
 * @param programs folder of its executable
 * @see https://www.kube-router.io/docs/user-guide/
 */
export async function enforcePolicies(box: Box, programs: string, credentials: Credentials): Promise<void> {
  // Pods share a bridge: without this, the packet filter does not see what they send each other.
  await box.run('sh', ['-c', 'echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables']);
  const args = [
    `--kubeconfig=${credentials.kubeconfigs.admin}`,
    `--hostname-override=${NODE_NAME}`,
    '--run-firewall=true',
    '--run-router=false',
    '--run-service-proxy=false',
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    '--health-port=0',
  ];
  await box.start({ name: 'kube-router', program: path.join(programs, 'kube-router'), args });
}
