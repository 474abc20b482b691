import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { NODE_NAME, type Credentials } from '../credentials';
import { NODE_LABELS } from '../catalog';
import { imageReference } from '../images/catalogue';
import type { Kubectl } from '../kubectl';
import { waitFor } from '../wait';
import type { Box } from './box';
import { kubeletConfiguration, proxyConfiguration } from './configuration';

/** Starts the programs that make the box a node of the cluster. */
export async function startNode(box: Box, programs: string, folder: string, credentials: Credentials): Promise<void> {
  const write = async (name: string, content: object) => {
    const file = path.join(folder, 'conf', name);
    await fs.writeFile(file, JSON.stringify(content, undefined, 2));
    return `--config=${file}`;
  };
  const kubelet = [
    await write('kubelet.json', kubeletConfiguration(box.address, credentials)),
    `--kubeconfig=${credentials.kubeconfigs.kubelet}`,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${box.address}`,
  ];
  await box.start({ name: 'kubelet', program: path.join(programs, 'kubelet'), args: kubelet });
  const proxy = [await write('kube-proxy.json', proxyConfiguration(box.address, credentials))];
  await box.start({ name: 'kube-proxy', program: path.join(programs, 'kube-proxy'), args: proxy });
}

/** Waits for the node, gives it its labels and GPUs, and waits for the cluster's DNS. */
export async function completeNode(box: Box, kubectl: Kubectl, gpus: number): Promise<void> {
  const dns = await fs.readFile(path.join(__dirname, 'dns.yaml'), 'utf8');
  await kubectl(['apply', '--validate=false', '-f', '-'], dns.replace('IMAGE', imageReference('coredns')));
  const condition = (condition: string, subject: string, ...where: string[]) => () =>
    kubectl(['wait', `--for=condition=${condition}`, subject, '--timeout=2s', ...where]).then(
      () => true,
      () => false,
    );
  const kubelet = { daemon: { place: box, name: 'kubelet' } };
  await waitFor('the node to be ready', condition('Ready', `node/${NODE_NAME}`), kubelet);
  await kubectl(['label', 'node', NODE_NAME, ...Object.entries(NODE_LABELS).map(([key, value]) => `${key}=${value}`)]);
  if (gpus > 0) await addGpus(kubectl, gpus);
  await waitFor("the cluster's DNS", condition('Available', 'deployment/coredns', '--namespace=kube-system'), kubelet);
}

/** Nothing drives them: the node says that it has them, and hands them out. */
async function addGpus(kubectl: Kubectl, gpus: number): Promise<void> {
  const amount = { 'nvidia.com/gpu': String(gpus) };
  const patch = JSON.stringify({ status: { capacity: amount, allocatable: amount } });
  await kubectl(['patch', 'node', NODE_NAME, '--subresource=status', '--type=merge', '--patch', patch]);
}
