import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** An authority, whose certificate is in `ca.crt` of the folder, a server `api.test` and a user `ann`. */
export function certificates(folder: string): { authority: string; server: Pair; client: Pair } {
  const openssl = (...words: string[]): void => void execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=authority', '-days', '2');
  const pair = (name: string, subject: string, extensions: string): Pair => {
    writeFileSync(join(folder, `${name}.ext`), extensions);
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${name}.crt`, '-days', '2', '-extfile', `${name}.ext`);
    return { cert: read(`${name}.crt`), key: read(`${name}.key`) };
  };
  return { authority: read('ca.crt'), server: pair('server', '/CN=api.test', 'subjectAltName=DNS:api.test'), client: pair('client', '/CN=ann', 'extendedKeyUsage=clientAuth') };
}
