import * as http from 'node:http';
import * as https from 'node:https';
import type { IngressSpec, KubeObject, RouteSpec } from '../../../lib';
import { compileIngress, compileRoute } from '../../../lib/mesh/ingress';
import { gatewayIdentity, hostsOf } from '../../../lib/mesh/names';
import type { GatewayAddress } from '../../../sandbox/gateway/install';
import type { Sandbox } from '../../../sandbox/sandbox';
import { certificateFor } from '../../support/certificates';
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
    private readonly certificate: string,
    readonly address: GatewayAddress,
  ) {}

  /**
   * Writes the ingress, and what others bring: cert-manager's certificate, and the keys of the issuer, which nobody can ask for here.
   * @param extensionProviders of Istio, as its mesh configuration has them
   */
  static async start(sandbox: Sandbox, ingress: IngressSpec, { routes, issuer, extensionProviders }: { routes: readonly RouteSpec[]; issuer: TokenIssuer; extensionProviders: readonly object[] }): Promise<RealGateway> {
    const identity = gatewayIdentity(ingress, {});
    const { key, certificate } = certificateFor(hostsOf(ingress));
    const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: `${identity.name}-tls`, namespace: identity.namespace }, stringData: { 'tls.crt': certificate, 'tls.key': key } };
    const [namespace, ...objects] = [...compileIngress(ingress, {}), ...routes.flatMap((route) => compileRoute(route, ingress, {}))].filter(({ kind }) => kind !== 'Certificate');
    await apply(sandbox, [namespace as KubeObject]);
    await apply(sandbox, [secret, ...objects.map((object) => withKeys(object, issuer))]);
    const serviceAccountName = identity.principal.split('/').at(-1) ?? '';
    return new RealGateway(certificate, await sandbox.addGateway({ namespace: identity.namespace, labels: identity.podLabels, serviceAccountName, extensionProviders }));
  }

  /** A request by HTTPS, with the gateway's certificate checked. */
  ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { hostname, pathname, search } = new URL(url);
    return answered(https.request({ host: this.address.host, port: this.address.ports.https, path: pathname + search, headers: { Host: hostname, ...headers }, servername: hostname, ca: this.certificate, agent: false }));
  }

  /** A request without TLS. */
  askPlainly(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { hostname, pathname, search } = new URL(url);
    return answered(http.request({ host: this.address.host, port: this.address.ports.http, path: pathname + search, headers: { Host: hostname, ...headers }, agent: false }));
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
