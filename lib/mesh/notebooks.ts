import type { KubeObject, ObjectMeta } from '../k8s/object';
import { openToGateway } from './exposure';
import { removedHeaders } from './headers';
import type { VirtualService } from './istio';
import { claimKey, HTTPS_PORT } from './names';
import { notebookHost } from './notebook-host';
import type { NotebookGatewaySpec } from './spec';

/** A notebook that people reach through the gateway. */
export interface NotebookRoute {
  readonly namespace: string;
  readonly name: string;
  /** Persons whom it lets in, as their tokens name them. */
  readonly users: readonly string[];
  /** Its Service. */
  readonly service: { readonly name: string; readonly port: number };
  /** Labels of its pod. */
  readonly pods: Readonly<Record<string, string>>;
  /** Port of its pod. */
  readonly targetPort: number;
  /** Metadata of an object, given what its name ends with. */
  readonly metadata: (suffix: string) => ObjectMeta;
}

/** The way to a notebook for its users, and what shuts out everybody but the gateway. */
export function compileNotebookRoute(route: NotebookRoute, gateway: NotebookGatewaySpec): KubeObject[] {
  return [virtualService(route, gateway), ...openToGateway({ pods: route.pods, port: route.targetPort, metadata: route.metadata }, gateway)];
}

/**
 * The way is there for its users, on a host that no other notebook has. The gateway chooses it by the token that it has checked; before that, the way
 * for others must be there, or a login provider would not be asked, and nobody could bring a token. A notebook sees no cookies: with that of a login
 * provider, whoever runs code in it could be its visitors elsewhere.
 * @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
 */
function virtualService({ namespace, name, users, service, metadata }: NotebookRoute, gateway: NotebookGatewaySpec): VirtualService {
  const claim = `@${claimKey(gateway.userClaim)}`;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: metadata(''),
    spec: {
      hosts: [notebookHost(gateway, { namespace, name })],
      gateways: [`${gateway.namespace}/${gateway.name}`],
      exportTo: [gateway.namespace],
      http: [
        {
          match: users.map((user) => ({ port: HTTPS_PORT, headers: { [claim]: { exact: user } } })),
          headers: { request: { remove: [...removedHeaders({}), 'cookie'] } },
          route: [{ destination: { host: `${service.name}.${namespace}.svc.${gateway.clusterDomain}`, port: { number: service.port } } }],
        },
        { match: [{ port: HTTPS_PORT }], directResponse: { status: 403, body: { string: 'This notebook is not for you.\n' } } },
      ],
    },
  };
}
