import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the API server is reached. */
export interface Connection {
  /** `https://10.0.0.1:443`. */
  readonly url: string;
  /** Certificate of the authority that the server's certificate is held to. @default - those that Node.js knows */
  readonly authority?: string;
  /** The bearer token of now. */
  token(): string | undefined;
}

/** Where Kubernetes mounts what a pod needs to speak to the API server. @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The kubelet renews a token when four fifths of its hour are over, by replacing the file. */
const TOKEN_AGE_MILLISECONDS = 60_000;

/**
 * The connection of a pod, with its service account, or of a process that has the same variables; `SERVICE_ACCOUNT_FOLDER` is then where token and certificate are.
 * @throws Error outside of a pod
 */
export function podConnection(environment: Readonly<Record<string, string | undefined>>): Connection {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443', KUBERNETES_SERVICE_SCHEME: scheme = 'https', SERVICE_ACCOUNT_FOLDER: folder = ACCOUNT_FOLDER } = environment;
  if (host === undefined) {
    throw new Error('KUBERNETES_SERVICE_HOST: missing. The operator runs in a pod with a service account. Deploy it with the construct Operator.');
  }
  const address = host.includes(':') ? `[${host}]` : host;
  return { url: `${scheme}://${address}:${port}`, authority: readFileSync(join(folder, 'ca.crt'), 'utf8'), token: fileToken(join(folder, 'token')) };
}

function fileToken(file: string): () => string {
  let token = '';
  let read = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - read > TOKEN_AGE_MILLISECONDS) {
      token = readFileSync(file, 'utf8').trim();
      read = performance.now();
    }
    return token;
  };
}
