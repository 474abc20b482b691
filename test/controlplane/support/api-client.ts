import { load } from 'js-yaml';
import * as fs from 'node:fs';
import * as https from 'node:https';

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { 'client-certificate-data': string; 'client-key-data': string } }[];
}

/** The API server's answer. */
export interface Answer {
  readonly code: number;
  readonly message: string;
}

/** Sends objects to an API server as it is, without what a client would add or check. */
export class ApiClient {
  private readonly agent: https.Agent;
  private readonly server: string;

  constructor(kubeconfig: string) {
    const config = load(fs.readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
    const cluster = config.clusters[0]?.cluster;
    const user = config.users[0]?.user;
    if (cluster === undefined || user === undefined) throw new Error(`${kubeconfig} names no cluster and user.`);
    const pem = (data: string): string => Buffer.from(data, 'base64').toString();
    this.server = cluster.server;
    this.agent = new https.Agent({
      keepAlive: true,
      maxSockets: 8,
      ca: pem(cluster['certificate-authority-data']),
      cert: pem(user['client-certificate-data']),
      key: pem(user['client-key-data']),
    });
  }

  /** Asks whether an object could be created, with strict field validation. */
  async tryCreate(path: string, object: object): Promise<Answer> {
    const { code, body } = await this.post(`${path}?dryRun=All&fieldValidation=Strict`, JSON.stringify(object));
    return { code, message: (body as { message?: string }).message ?? '' };
  }

  /** Creates an object that exists for its answer alone, and returns it. @throws Error if it is refused */
  async review<T>(path: string, object: object): Promise<T> {
    const { code, body } = await this.post(path, JSON.stringify(object));
    if (code !== 201) throw new Error(`${path} was answered with ${code}: ${JSON.stringify(body)}`);
    return body as T;
  }

  close(): void {
    this.agent.destroy();
  }

  private post(path: string, body: string): Promise<{ code: number; body: unknown }> {
    return new Promise((resolve, reject) => {
      const request = https.request(`${this.server}${path}`, { method: 'POST', agent: this.agent, headers: { 'content-type': 'application/json' } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as unknown });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
