import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { modulePath } from '../binaries';
import { apply, diagnosed, rolledOut, type ClusterContext } from '../engines/context';
import { imageReference } from '../images/catalogue';
import { step } from '../progress';

const WORKLOAD = { namespace: 'local-path-storage', resource: 'deployment/local-path-provisioner' };

/**
 * Installs a provisioner whose StorageClass is the default one: each claim becomes a folder of the node.
 * @param folder where the folders are made
 */
export async function installStorage(context: ClusterContext, folder: string): Promise<void> {
  await step('install storage', async () => {
    await apply(context, changed(await manifests(), folder));
    await diagnosed(context, WORKLOAD, () => rolledOut(context, WORKLOAD, 60_000));
  });
}

/** The provisioner's own manifests. */
async function manifests(): Promise<string> {
  const source = await modulePath('local-path-provisioner', 'github.com/rancher/local-path-provisioner');
  return fs.readFile(path.join(source, 'deploy/local-path-storage.yaml'), 'utf8');
}

/** Images of our own, a folder that goes with the sandbox, and the mark of the default class. */
function changed(text: string, folder: string): string {
  const changes: readonly (readonly [string | RegExp, string])[] = [
    [/image: rancher\/local-path-provisioner:\S+/, `image: ${imageReference('local-path-provisioner')}`],
    // It makes and removes the folders in pods of their own, with a shell.
    ['image: busybox', `image: ${imageReference('python')}`],
    ['"/opt/local-path-provisioner"', JSON.stringify(folder)],
    ['kind: StorageClass\nmetadata:\n', 'kind: StorageClass\nmetadata:\n  annotations: {storageclass.kubernetes.io/is-default-class: "true"}\n'],
  ];
  return changes.reduce((result, [from, to]) => {
    const next = result.replace(from, to);
    if (next === result) throw new Error(`The manifests of local-path-provisioner have no ${from} to replace.`);
    return next;
  }, text);
}
