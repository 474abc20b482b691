import * as path from 'node:path';
import { POD_RANGE } from '../control-plane';
import { NODE_NAME, type Credentials } from '../credentials';
import { imageReference } from '../images/catalogue';

const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** The part of the pod range that the only node hands out. */
const NODE_POD_RANGE = '10.244.0.0/24';

/** containerd's own folders. @param runc path of its executable */
export function containerdConfiguration(folder: string, runc: string): string {
  const unused = ['snapshotter.v1.erofs', 'snapshotter.v1.blockfile', 'snapshotter.v1.devmapper', 'nri.v1.nri'];
  return `version = 3
root = "${folder}/containerd"
state = "/run/containerd"
disabled_plugins = ${JSON.stringify(unused.map((plugin) => `io.containerd.${plugin}`))}

[grpc]
  address = "${CONTAINERD_SOCKET}"

[plugins.'io.containerd.internal.v1.opt']
  path = "${folder}/opt"

# What is in the sandbox need not survive a loss of power.
[plugins.'io.containerd.metadata.v1.bolt']
  no_sync = true

[plugins.'io.containerd.cri.v1.images']
  snapshotter = "overlayfs"
  [plugins.'io.containerd.cri.v1.images'.pinned_images]
    sandbox = "${imageReference('pause')}"

[plugins.'io.containerd.cri.v1.runtime']
  # A container must not ask for a better chance to survive than its parent has: the right to do so may be missing.
  restrict_oom_score_adj = true
  [plugins.'io.containerd.cri.v1.runtime'.cni]
    bin_dirs = ["/usr/lib/cni"]
    conf_dir = "${networkFolder(folder)}"
  [plugins.'io.containerd.cri.v1.runtime'.containerd]
    default_runtime_name = "runc"
    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
        SystemdCgroup = false
        BinaryName = "${runc}"
`;
}

export function networkFolder(folder: string): string {
  return path.join(folder, 'conf', 'net.d');
}

/** Pods share a bridge; nothing is masqueraded, as nothing leaves the box. */
export function networkConfiguration() {
  const ipam = { type: 'host-local', ranges: [[{ subnet: NODE_POD_RANGE }]], routes: [{ dst: '0.0.0.0/0' }] };
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [{ type: 'bridge', bridge: 'cni0', isGateway: true, hairpinMode: true, ipMasq: false, ipam }],
  };
}

export function kubeletConfiguration(address: string, credentials: Credentials) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: credentials.authority } },
    authorization: { mode: 'Webhook' },
    clusterDNS: ['10.96.0.10'],
    clusterDomain: 'cluster.local',
    resolvConf: '',
    address,
    healthzBindAddress: '127.0.0.1',
    nodeStatusUpdateFrequency: '5s',
    // Images cannot be pulled again: none may be thrown away, also not when the disk is full, which others fill too.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '100Mi' },
    makeIPTablesUtilChains: false,
    volumeStatsAggPeriod: '0s',
    oomScoreAdj: 0,
  };
}

export function proxyConfiguration(address: string, credentials: Credentials) {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: credentials.kubeconfigs.proxy },
    clusterCIDR: POD_RANGE,
    hostnameOverride: NODE_NAME,
    bindAddress: address,
    // The machine's limits are not the box's to change.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    oomScoreAdj: 0,
  };
}
