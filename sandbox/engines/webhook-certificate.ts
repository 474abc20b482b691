import { generateKeyPair } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { withTemporaryFolder } from '../images/cache';
import { run } from '../run';

/**
 * The data of a Secret with a certificate that cert-controller, with which JobSet and Kueue rotate theirs, takes as its own.
 * The engines would make one themselves, but their pods would see it only when the kubelet next looks at the Secret, which
 * can take a minute.
 * @param authority the name that the engine gives to its authority, which its certificate must carry as a DNS name too
 * @param service the host name that the API server calls
 * @see https://github.com/open-policy-agent/cert-controller/blob/master/pkg/rotator/rotator.go
 */
export async function webhookCertificate(authority: string, service: string): Promise<Record<string, string>> {
  return withTemporaryFolder(async (folder) => {
    const file = (name: string) => path.join(folder, name);
    await createKey(file('ca.key'));
    await createKey(file('tls.key'));
    const usage = 'keyUsage=critical,digitalSignature,keyCertSign,cRLSign';
    await certify(authority, ['-key', file('ca.key'), '-out', file('ca.crt')], [usage]);
    const signed = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-key', file('tls.key'), '-out', file('tls.crt')];
    await certify(service, signed, ['basicConstraints=critical,CA:FALSE', 'extendedKeyUsage=serverAuth']);
    const read = async (name: string) => [name, (await fs.readFile(file(name))).toString('base64')] as const;
    return Object.fromEntries(await Promise.all(['ca.crt', 'ca.key', 'tls.crt', 'tls.key'].map(read)));
  });
}

/** An RSA key in PKCS #1, the only form that cert-controller reads; openssl's own is PKCS #8. */
async function createKey(file: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  await fs.writeFile(file, privateKey, { mode: 0o600 });
}

async function certify(name: string, files: readonly string[], extensions: readonly string[]): Promise<void> {
  const added = [`subjectAltName=DNS:${name}`, ...extensions].flatMap((extension) => ['-addext', extension]);
  await run('openssl', ['req', '-x509', ...files, '-days', '365', '-subj', `/CN=${name}`, ...added]);
}
