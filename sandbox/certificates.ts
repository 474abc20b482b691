import { generateKeyPair } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { run } from './run';

/** More than any sandbox lives. */
const DAYS = '365';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority in a folder of its own files: `NAME.crt` and `NAME.key`. */
export class Authority {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {}

  /** @param as what it calls itself. @default - the files' name */
  static async create(folder: string, name: string, as: { commonName?: string; dnsName?: string } = {}): Promise<Authority> {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const authority = new Authority(folder, name);
    const alternative = as.dnsName === undefined ? [] : [`subjectAltName=DNS:${as.dnsName}`];
    const usage = 'keyUsage=critical,keyCertSign,digitalSignature,cRLSign';
    await createKey(authority.keyFile);
    await authority.request(name, `/CN=${as.commonName ?? name}`, [usage, ...alternative], ['-key', authority.keyFile]);
    return authority;
  }

  /** The one that {@link create} has left in a folder. */
  static open(folder: string, name: string): Authority {
    return new Authority(folder, name);
  }

  get certificateFile(): string {
    return path.join(this.folder, `${this.name}.crt`);
  }

  private get keyFile(): string {
    return path.join(this.folder, `${this.name}.key`);
  }

  /** A certificate that a client shows; groups are its organisations. */
  client(name: string, user: string, ...groups: string[]): Promise<Certificate> {
    const subject = [...groups.map((group) => `/O=${group}`), `/CN=${user}`].join('');
    return this.issue(name, subject, ['extendedKeyUsage=clientAuth']);
  }

  /** A certificate that a server shows. @param alternativeNames such as `DNS:localhost` and `IP:127.0.0.1` */
  server(name: string, alternativeNames: readonly string[]): Promise<Certificate> {
    return this.issue(name, `/CN=${name}`, ['extendedKeyUsage=serverAuth', `subjectAltName=${alternativeNames.join(',')}`]);
  }

  private issue(name: string, subject: string, extensions: string[]): Promise<Certificate> {
    const key = [...NEW_KEY, '-keyout', path.join(this.folder, `${name}.key`)];
    const signer = ['-CA', this.certificateFile, '-CAkey', this.keyFile];
    return this.request(name, subject, ['basicConstraints=critical,CA:FALSE', ...extensions], [...key, ...signer]);
  }

  private async request(name: string, subject: string, extensions: string[], keys: string[]): Promise<Certificate> {
    const files = { certificate: path.join(this.folder, `${name}.crt`), key: path.join(this.folder, `${name}.key`) };
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    await run('openssl', ['req', '-x509', ...keys, '-out', files.certificate, '-days', DAYS, '-subj', subject, ...added]);
    return files;
  }
}

/** In PKCS #1, the only form that the engines' rotation of certificates reads; openssl's own is PKCS #8. */
async function createKey(file: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  await fs.writeFile(file, privateKey, { mode: 0o600 });
}
