import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import * as https from 'node:https';
import * as http from 'node:http';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { IngressSpec, KubeObject, RouteSpec } from '../../../lib';
import { compileIngress, compileRoute } from '../../../lib/mesh/ingress';
import { gatewayIdentity } from '../../../lib/mesh/names';
import { binaries } from '../../../sandbox/binaries';
import { GATEWAY, GATEWAY_PORTS } from '../../../sandbox/gateway/install';
import type { Sandbox } from '../../../sandbox/sandbox';
import type { TokenIssuer } from '../../support/tokens';

/** What the gateway answers. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** An ingress with its routes, as Istio's own istiod and Envoy make it real. */
export class RealGateway {
  private constructor(
    private readonly forward: ChildProcess,
    private readonly certificate: string,
    /** Ports of this machine that lead to the gateway's. */
    readonly ports: Readonly<Record<keyof typeof GATEWAY_PORTS, number>>,
  ) {}

  /**
   * Writes the ingress, and what others bring: cert-manager's certificate, and the keys of the issuer, which nobody can ask for here.
   * @param extensionProviders of Istio, as its mesh configuration has them
   */
  static async start(sandbox: Sandbox, ingress: IngressSpec, { routes, issuer, extensionProviders }: { routes: readonly RouteSpec[]; issuer: TokenIssuer; extensionProviders: readonly object[] }): Promise<RealGateway> {
    const identity = gatewayIdentity(ingress, {});
    const { key, certificate } = certificateFor(ingress.hosts);
    const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: `${identity.name}-tls`, namespace: identity.namespace }, stringData: { 'tls.crt': certificate, 'tls.key': key } };
    const [namespace, ...objects] = [...compileIngress(ingress, {}), ...routes.flatMap((route) => compileRoute(route, ingress, {}))].filter(({ kind }) => kind !== 'Certificate');
    await apply(sandbox, [namespace as KubeObject]);
    await apply(sandbox, [secret, ...objects.map((object) => withKeys(object, issuer))]);
    await sandbox.addGateway({ namespace: identity.namespace, labels: identity.podLabels, serviceAccountName: identity.principal.split('/').at(-1) ?? '', extensionProviders });
    const args = [`--kubeconfig=${sandbox.kubeconfig}`, 'port-forward', `pod/${GATEWAY}`, `--namespace=${identity.namespace}`, ...Object.values(GATEWAY_PORTS).map((port) => `:${port}`)];
    const forward = spawn(path.join(await binaries('kubernetes'), 'kubectl'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const found: Record<string, number> = {};
    for await (const line of createInterface(forward.stdout)) {
      const [, local, remote] = /^Forwarding from 127\.0\.0\.1:(\d+) -> (\d+)/.exec(line) ?? [];
      if (local !== undefined && remote !== undefined) found[remote] = Number(local);
      if (Object.keys(found).length === Object.keys(GATEWAY_PORTS).length) break;
    }
    return new RealGateway(forward, certificate, { http: found[GATEWAY_PORTS.http] ?? 0, https: found[GATEWAY_PORTS.https] ?? 0 });
  }

  stop(): void {
    this.forward.kill();
  }

  /** A request by HTTPS, with the gateway's certificate checked. */
  ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { hostname, pathname, search } = new URL(url);
    return answered(https.request({ host: '127.0.0.1', port: this.ports.https, path: pathname + search, headers: { Host: hostname, ...headers }, servername: hostname, ca: this.certificate, agent: false }));
  }

  /** A request without TLS. */
  askPlainly(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { hostname, pathname, search } = new URL(url);
    return answered(http.request({ host: '127.0.0.1', port: this.ports.http, path: pathname + search, headers: { Host: hostname, ...headers }, agent: false }));
  }
}

function answered(request: http.ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }));
    });
    request.end();
  });
}

async function apply(sandbox: Sandbox, items: readonly object[]): Promise<void> {
  await sandbox.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

/** istiod would ask the issuer for its keys. */
function withKeys(object: KubeObject, { jwks }: TokenIssuer): object {
  if (object.kind !== 'RequestAuthentication') return object;
  const { spec } = object as KubeObject & { spec: { jwtRules: object[] } };
  return { ...object, spec: { ...spec, jwtRules: spec.jwtRules.map((rule) => ({ ...rule, jwks })) } };
}

/** A certificate for hosts that vouches for itself, and its key. */
function certificateFor(hosts: readonly string[]): { key: string; certificate: string } {
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${hosts[0]}`, '-addext', `subjectAltName=${names}`, '-keyout', '-', '-out', '-'];
  const pem = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const part = (what: string): string => new RegExp(`-----BEGIN ${what}-----[^]*?-----END ${what}-----\n`).exec(pem)?.[0] ?? '';
  return { key: part('PRIVATE KEY'), certificate: part('CERTIFICATE') };
}
