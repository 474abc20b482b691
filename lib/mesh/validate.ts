import type { FieldError } from '../errors';
import { checkLabels, checkObjectName } from '../nodes/names';
import { checkDomain, checkHost, checkHttps } from './address';
import { NOTEBOOK_USER_HEADER, userClaimOf } from './names';
import { MAX_LABEL } from './notebook-host';
import type { CertificateIssuerSpec, GatewayPodsSpec, IngressSpec, JwtSpec, MeshSpec, NotebookGatewaySpec } from './spec';

/** Everything that is wrong with a mesh whose fields have the right types. */
export function validateMesh(mesh: MeshSpec): FieldError[] {
  return [
    ...(mesh.rootNamespace === undefined ? [] : checkObjectName('rootNamespace', mesh.rootNamespace)),
    ...(mesh.trustDomain === undefined ? [] : checkDomain('trustDomain', mesh.trustDomain)),
    ...(mesh.clusterDomain === undefined ? [] : checkDomain('clusterDomain', mesh.clusterDomain)),
  ];
}

/** Everything that is wrong with an ingress whose fields have the right types, apart from its routes. */
export function validateIngress(ingress: IngressSpec): FieldError[] {
  return [
    ...checkGatewayName(ingress.name),
    ...(ingress.namespace === undefined ? [] : checkObjectName('namespace', ingress.namespace)),
    ...checkHosts(ingress.hosts),
    ...checkIssuer('tls.issuer', ingress.tls.issuer),
    ...checkForm(ingress),
    ...checkNotebooks(ingress),
    ...checkJwt('jwt', ingress.jwt),
    ...checkLoginProvider(ingress.loginProvider),
    ...checkPods('pods', ingress.pods ?? {}),
    ...(ingress.platformNamespaces ?? []).flatMap((name, index) => checkObjectName(`platformNamespaces[${index}]`, name)),
  ];
}

/** Everything that is wrong with the gateway of notebooks. Without labels every pod of its namespace would be it. */
export function validateNotebookGateway(path: string, gateway: NotebookGatewaySpec): FieldError[] {
  return [
    ...checkNotebookDomain(`${path}.domain`, gateway.domain),
    ...checkObjectName(`${path}.name`, gateway.name),
    ...checkObjectName(`${path}.namespace`, gateway.namespace),
    ...checkPods(path, { labels: gateway.podLabels }, 'podLabels'),
    ...checkPrincipal(`${path}.principal`, gateway.principal),
    ...checkUserClaim(`${path}.userClaim`, gateway.userClaim),
    ...checkDomain(`${path}.clusterDomain`, gateway.clusterDomain),
  ];
}

/** A star would let in others than the gateway. @see https://istio.io/latest/docs/concepts/security/#istio-identity */
function checkPrincipal(path: string, principal: string): FieldError[] {
  if (/^[a-z0-9.-]+\/ns\/[a-z0-9-]+\/sa\/[a-z0-9.-]+$/.test(principal)) return [];
  return [{ path, reason: `not an identity of the mesh (given ${JSON.stringify(principal)}). Allowed: a trust domain, a namespace and a service account. Write it like "cluster.local/ns/istio-ingress/sa/istio-ingress".` }];
}

/** What belongs to the gateway is named after it: `…-notebooks` is the longest. */
const MAX_NAME = 63 - '-notebooks'.length;

function checkGatewayName(name: string | undefined): FieldError[] {
  if (name === undefined) return [];
  const errors = checkObjectName('name', name);
  if (errors.length > 0 || name.length <= MAX_NAME) return errors;
  return [{ path: 'name', reason: `too long (given ${name.length} characters). Allowed: at most ${MAX_NAME}. Shorten it by ${name.length - MAX_NAME}.` }];
}

function checkHosts(hosts: readonly string[]): FieldError[] {
  if (hosts.length === 0) return [{ path: 'hosts', reason: 'empty (given []). Allowed: at least one host. Name the host that people will type.' }];
  return hosts.flatMap((host, index) => [...checkHost(`hosts[${index}]`, host), ...checkOnce(`hosts[${index}]`, host, hosts.slice(0, index))]);
}

function checkOnce(path: string, text: string, before: readonly string[]): FieldError[] {
  if (!before.includes(text)) return [];
  return [{ path, reason: `given twice (${JSON.stringify(text)}). Allowed: each once. Remove one of them.` }];
}

function checkIssuer(path: string, { name, kind = 'ClusterIssuer', create, caSecretName }: CertificateIssuerSpec): FieldError[] {
  const errors = checkObjectName(`${path}.name`, name);
  if (create !== undefined && kind !== 'Issuer') {
    errors.push({ path: `${path}.kind`, reason: `not made here (given ${kind}). Allowed: Issuer, where create is given. Set kind to Issuer.` });
  }
  if (create === 'ca' && caSecretName === undefined) {
    errors.push({ path: `${path}.caSecretName`, reason: 'missing (given nothing). Allowed: the name of a Secret, with create: ca. Name the Secret with the authority\'s key.' });
  }
  if (create !== 'ca' && caSecretName !== undefined) {
    errors.push({ path: `${path}.caSecretName`, reason: `of no use (given ${JSON.stringify(caSecretName)}). Allowed: with create: ca alone. Remove it.` });
  }
  return [...errors, ...(caSecretName === undefined ? [] : checkObjectName(`${path}.caSecretName`, caSecretName))];
}

/** What one form of the ingress cannot say. */
function checkForm({ api = 'istio', tls, pods, gatewayClassName }: IngressSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (api === 'gateway' && tls.minimumVersion === '1.3') {
    errors.push({ path: 'tls.minimumVersion', reason: 'cannot be asked of Gateway API (given "1.3"). Allowed: "1.2" with api: gateway. Set meshConfig.tlsDefaults.minProtocolVersion of Istio, or use api: istio.' });
  }
  if (api === 'gateway' && pods !== undefined) {
    errors.push({ path: 'pods', reason: 'of no use (given with api: gateway). Allowed: with api: istio, since otherwise Istio makes the pods. Remove it.' });
  }
  if (api === 'istio' && gatewayClassName !== undefined) {
    errors.push({ path: 'gatewayClassName', reason: 'of no use (given with api: istio). Allowed: with api: gateway. Remove it.' });
  }
  return [...errors, ...(gatewayClassName === undefined ? [] : checkObjectName('gatewayClassName', gatewayClassName))];
}

/** Gateway API knows no routes by claims. */
function checkNotebooks({ api = 'istio', hosts, notebooks, jwt }: IngressSpec): FieldError[] {
  if (notebooks === undefined) return [];
  const errors = [...checkNotebookDomain('notebooks.domain', notebooks.domain), ...hosts.flatMap((host, index) => checkBeside(`hosts[${index}]`, host, notebooks.domain))];
  if (api !== 'istio') {
    errors.push({ path: 'notebooks', reason: `cannot be asked of Gateway API (given with api: ${api}). Allowed: with api: istio, whose routes can be for single persons. Use that, or remove notebooks and let tokens open them.` });
  }
  return [...errors, ...checkUserClaim('jwt.userClaim', userClaimOf(jwt))];
}

/** Hosts of notebooks have one label more. */
const MAX_NOTEBOOK_DOMAIN = 253 - MAX_LABEL - 1;

/** The one error of a domain that hosts of notebooks cannot be below. */
function checkNotebookDomain(path: string, domain: string): FieldError[] {
  const errors = checkHost(path, domain);
  if (errors.length > 0 || domain.length <= MAX_NOTEBOOK_DOMAIN) return errors;
  return [{ path, reason: `too long (given ${domain.length} characters). Allowed: at most ${MAX_NOTEBOOK_DOMAIN}, since the name of each notebook stands before it. Shorten it by ${domain.length - MAX_NOTEBOOK_DOMAIN}.` }];
}

/** Whoever gets to notebooks would get to a host among theirs, and their pages set cookies for what they are below. */
function checkBeside(path: string, host: string, domain: string): FieldError[] {
  if (host !== domain && !host.endsWith(`.${domain}`)) return [];
  return [{ path, reason: `among the hosts of notebooks (given ${JSON.stringify(host)}). Allowed: hosts that are neither ${domain} nor below it. Take it out, or give notebooks a domain of their own.` }];
}

/** A claim that a header is made from. A dot would stand for a claim inside another there. @see https://istio.io/latest/docs/reference/config/security/request_authentication/#ClaimToHeader */
const HEADER_CLAIM = /^[A-Za-z0-9_-]+$/;

function checkUserClaim(path: string, claim: string): FieldError[] {
  if (HEADER_CLAIM.test(claim)) return [];
  return [{ path, reason: `not a claim that notebooks can be told (given ${JSON.stringify(claim)}). Allowed: letters, digits, "-" and "_". Choose a claim like "sub" or "email", or do without notebooks.` }];
}

function checkLoginProvider(name: string | undefined): FieldError[] {
  if (name === undefined || name.trim() !== '') return [];
  return [{ path: 'loginProvider', reason: `empty (given ${JSON.stringify(name)}). Allowed: a name in meshConfig.extensionProviders. Name the provider, or leave the field out.` }];
}

/** Without labels every pod of the namespace would be the gateway. */
function checkPods(path: string, { labels, serviceAccountName }: GatewayPodsSpec, field = 'labels'): FieldError[] {
  const errors = labels === undefined ? [] : checkLabels(`${path}.${field}`, labels);
  if (labels !== undefined && Object.keys(labels).length === 0) {
    errors.push({ path: `${path}.${field}`, reason: 'empty (given {}). Allowed: at least one label. Give the labels of the gateway\'s pods.' });
  }
  return [...errors, ...(serviceAccountName === undefined ? [] : checkObjectName(`${path}.serviceAccountName`, serviceAccountName))];
}

const CLAIM = /^[^[\]\s*]+$/;
const NESTED_CLAIM = /^(\[[^[\]\s*]+\])+$/;

function checkJwt(path: string, jwt: JwtSpec): FieldError[] {
  return [
    ...checkHttps(`${path}.issuer`, jwt.issuer),
    ...(jwt.audiences.length > 0 ? [] : [{ path: `${path}.audiences`, reason: 'empty (given []). Allowed: at least one. Name the client that the tokens are made for.' }]),
    ...jwt.audiences.flatMap((audience, index) => checkText(`${path}.audiences[${index}]`, audience)),
    ...(jwt.jwksUri === undefined ? [] : checkHttps(`${path}.jwksUri`, jwt.jwksUri)),
    ...checkClaim(`${path}.groupsClaim`, jwt.groupsClaim),
    ...checkClaim(`${path}.userClaim`, jwt.userClaim),
    ...Object.entries(jwt.claimHeaders ?? {}).flatMap(([header, claim]) => checkClaimHeader(`${path}.claimHeaders.${header}`, header, claim)),
  ];
}

function checkText(path: string, text: string): FieldError[] {
  if (text.trim() === text && text !== '') return [];
  return [{ path, reason: `empty or with blanks around it (given ${JSON.stringify(text)}). Allowed: texts as the tokens have them. Correct it.` }];
}

function checkClaim(path: string, claim: string | undefined): FieldError[] {
  if (claim === undefined || CLAIM.test(claim) || NESTED_CLAIM.test(claim)) return [];
  return [{ path, reason: `not a claim (given ${JSON.stringify(claim)}). Allowed: a name, or names in brackets for a claim inside another. Write it like "groups" or "[realm_access][roles]".` }];
}

/** Headers that lead the request, or prove something to the gateway, cannot be made from a claim. */
const RESERVED_HEADER = /^(host|authorization|cookie|connection|content-.*|transfer-encoding|upgrade|te|x-forwarded-(for|host|port|proto)|x-envoy-.*)$/i;

function checkClaimHeader(path: string, header: string, claim: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!/^[A-Za-z0-9-]+$/.test(header) || RESERVED_HEADER.test(header) || header.toLowerCase() === NOTEBOOK_USER_HEADER) {
    errors.push({ path, reason: `not a header for a claim (given ${JSON.stringify(header)}). Allowed: letters, digits and "-", and no header that HTTP or the gateway needs. Write it like "x-ds-user".` });
  }
  if (!HEADER_CLAIM.test(claim)) {
    errors.push({ path, reason: `not a claim that a header can be made from (given ${JSON.stringify(claim)}). Allowed: letters, digits, "-" and "_", since a dot or a bracket would stand for a claim inside another. Have the identity provider put the value into a claim of such a name, like "email".` });
  }
  return errors;
}
