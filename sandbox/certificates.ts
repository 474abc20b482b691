import * as fs from 'node:fs/promises';
import * as path from 'node:path';
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

  static async create(folder: string, name: string): Promise<Authority> {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const authority = new Authority(folder, name);
    const usage = 'keyUsage=critical,keyCertSign,digitalSignature,cRLSign';
    await authority.request(name, `/CN=${name}`, [usage], []);
    return authority;
  }

  get certificateFile(): string {
    return path.join(this.folder, `${this.name}.crt`);
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

  private issue(name: string, subject: string, extensions: readonly string[]): Promise<Certificate> {
    const authority = ['-CA', this.certificateFile, '-CAkey', path.join(this.folder, `${this.name}.key`)];
    return this.request(name, subject, ['basicConstraints=critical,CA:FALSE', ...extensions], authority);
  }

  private async request(name: string, subject: string, extensions: readonly string[], signer: readonly string[]): Promise<Certificate> {
    const files = { certificate: path.join(this.folder, `${name}.crt`), key: path.join(this.folder, `${name}.key`) };
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    const output = ['-keyout', files.key, '-out', files.certificate];
    await run('openssl', ['req', '-x509', ...NEW_KEY, ...output, '-days', DAYS, '-subj', subject, ...added, ...signer]);
    return files;
  }
}
