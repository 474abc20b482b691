import * as fs from 'node:fs';

/** Runs kubectl as the administrator, in the namespace of the account. */
export type AdminKubectl = (args: readonly string[]) => Promise<string>;

/**
 * Writes a kubeconfig with a token of an account. @param pod that the token is bound to, as that of a running pod is; none for a token of no pod
 * @returns its path
 */
export async function accountConfig(kubectl: AdminKubectl, file: string, account: string, pod?: { readonly name: string; readonly uid: string }): Promise<string> {
  const bound = pod === undefined ? [] : ['--bound-object-kind=Pod', `--bound-object-name=${pod.name}`, `--bound-object-uid=${pod.uid}`];
  const token = (await kubectl(['create', 'token', account, ...bound])).trim();
  const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json'])) as { users: { name: string }[] };
  fs.writeFileSync(file, JSON.stringify({ ...config, users: config.users.map(({ name }) => ({ name, user: { token } })) }), { mode: 0o600 });
  return file;
}
