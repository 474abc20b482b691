/** The service mesh that tenants and the ingress belong to: Istio in ambient mode. */
export interface MeshSpec {
  /**
   * Namespace of Istio's control plane; policies in it hold for the whole mesh.
   * @default istio-system
   */
  rootNamespace?: string;
  /**
   * First part of every identity in the mesh, as in Istio's `meshConfig.trustDomain`.
   * @default cluster.local
   */
  trustDomain?: string;
  /**
   * DNS domain of the cluster's services.
   * @default cluster.local
   */
  clusterDomain?: string;
}

/** The one way into the platform: a gateway that lets nobody through but those whom a route names. */
export interface IngressSpec {
  /**
   * Name of the gateway; what belongs to it is named after it.
   * @default ds-ingress
   */
  name?: string;
  /**
   * Namespace of the gateway's pods, of its certificate and of its routes. Tenants have no rights in it.
   * @default istio-ingress
   */
  namespace?: string;
  /**
   * What the gateway and its routes are written as. `istio`: Istio's own Gateway and VirtualService, for a gateway that its Helm chart
   * installs. `gateway`: Gateway API's Gateway and HTTPRoute, for which Istio makes the pods itself.
   * @default istio
   */
  api?: 'istio' | 'gateway';
  /** Names that the gateway answers to. Each is in its certificate. Wildcards are refused. */
  hosts: string[];
  /** The gateway's certificate and TLS. */
  tls: IngressTlsSpec;
  /** The tokens that the gateway accepts. */
  jwt: JwtSpec;
  /**
   * Name of an extension provider of the mesh (`meshConfig.extensionProviders`) that logs people in, such as oauth2-proxy: it is asked
   * before the token is checked, and must answer with the token in the header `Authorization`.
   * @default - requests must bring a token; browsers do not
   */
  loginProvider?: string;
  /** The gateway's pods, with `api: istio`. @default - those that Istio's gateway chart makes in a release `istio-ingress` */
  pods?: GatewayPodsSpec;
  /**
   * Class of the gateway, with `api: gateway`.
   * @default istio
   */
  gatewayClassName?: string;
  /** Namespaces beside those of tenants that routes may lead to, for example `monitoring`. @default - none */
  platformNamespaces?: string[];
  /** Where people open the notebooks that name them in `users`; with `api: istio`. @default - notebooks are opened by tokens */
  notebooks?: NotebookIngressSpec;
  /** What the gateway leads to. @default - nothing */
  routes?: RouteSpec[];
}

/** The way in to notebooks. Each has a host of its own, and only those whom it names are led there. */
export interface NotebookIngressSpec {
  /**
   * Domain that the hosts of notebooks are below, and nothing else: `explore--s-news.notebooks.example.com`. Its names (`*.notebooks.example.com`) lead to
   * the gateway, and are in its certificate. Pages of notebooks can set cookies for it and for what it is below, so it is best a domain that nothing else is below.
   * @example notebooks.example.com
   */
  domain: string;
}

/** The gateway as notebooks see it, which open to it and to nobody else. The ingress of a platform says it. */
export interface NotebookGatewaySpec {
  /** Domain that the hosts of notebooks are below. */
  domain: string;
  /** Name of the gateway. */
  name: string;
  /** Namespace of the gateway and its pods. */
  namespace: string;
  /** Labels of the gateway's pods. */
  podLabels: Record<string, string>;
  /** Who the gateway's pods are in the mesh: `cluster.local/ns/istio-ingress/sa/istio-ingress`. */
  principal: string;
  /** Claim of a token that names a person, as `users` of notebooks do. */
  userClaim: string;
  /** DNS domain of the cluster's services. */
  clusterDomain: string;
}

/** Pods of a gateway that something else installs. */
export interface GatewayPodsSpec {
  /** Labels that the pods carry. @default - `istio: ingress` */
  labels?: Record<string, string>;
  /**
   * Service account of the pods. It is the only one that tenants' exposed pods answer.
   * @default istio-ingress
   */
  serviceAccountName?: string;
}

/** TLS of the gateway. */
export interface IngressTlsSpec {
  /** Who signs the certificate. */
  issuer: CertificateIssuerSpec;
  /**
   * Oldest version of TLS that is spoken. With `api: gateway` it can only be 1.2, which Istio sees to by itself.
   * @default 1.2
   */
  minimumVersion?: '1.2' | '1.3';
}

/** An issuer of cert-manager. */
export interface CertificateIssuerSpec {
  /** Name of the issuer. */
  name: string;
  /**
   * An `Issuer` is in the gateway's namespace.
   * @default ClusterIssuer
   */
  kind?: 'ClusterIssuer' | 'Issuer';
  /**
   * Makes the `Issuer` too: one that signs each certificate with its own key, for trying things out, or one with the key of a
   * certification authority.
   * @default - it is there already
   */
  create?: 'selfSigned' | 'ca';
  /** Secret with the authority's certificate and key, in the gateway's namespace; only with `create: ca`. */
  caSecretName?: string;
}

/** JSON Web Tokens of one OpenID Connect issuer. */
export interface JwtSpec {
  /**
   * The issuer, exactly as its tokens say.
   * @example https://login.example.com
   */
  issuer: string;
  /** Clients that tokens must be made for, one of them. Without this a token made for any other service of the issuer would do. */
  audiences: string[];
  /** Where the issuer's keys are. @default - where the issuer's discovery document says */
  jwksUri?: string;
  /**
   * Claim that lists a person's groups. A claim inside another is written `[realm_access][roles]`.
   * @default groups
   */
  groupsClaim?: string;
  /**
   * Claim that names a person, for routes to single persons. `sub` alone is promised to be unique and to stay.
   * @default sub
   */
  userClaim?: string;
  /**
   * Headers that tell the services who asks: name of the header, and the claim that it is made from. What a client sends in them is
   * replaced, and a token without the claim is refused. The claim stands in the token itself: one inside another, or with a dot in its
   * name, cannot be put into a header.
   * @default - none
   */
  claimHeaders?: Record<string, string>;
  /**
   * Whether services get the token itself. Whoever runs one could then act as its visitors everywhere.
   * @default false
   */
  forwardToken?: boolean;
}

/** One service, at one address, for some people. */
export interface RouteSpec {
  /** Name of the route. */
  name: string;
  /** One of the ingress's hosts. */
  host: string;
  /**
   * Path that leads to the service, with everything below it.
   * @default /
   */
  path?: string;
  /** Whether the service gets its requests without the path. @default false */
  stripPath?: boolean;
  /** Tenant that the service belongs to. Either this or `namespace`. */
  tenant?: string;
  /** Namespace of the platform's own that the service is in, one of `platformNamespaces`. Either this or `tenant`. */
  namespace?: string;
  /** Name of the Service. */
  service: string;
  /**
   * Port of the Service.
   * @asType integer
   * @minimum 1
   * @maximum 65535
   */
  port: number;
  /**
   * Labels of the pods behind a tenant's Service. Nobody but the gateway reaches their port.
   * @default - none; a tenant's route needs some
   */
  pods?: Record<string, string>;
  /**
   * Port of the pods behind the Service.
   * @asType integer
   * @minimum 1
   * @maximum 65535
   * @default - the same as the Service's
   */
  targetPort?: number;
  /** Groups that may use it, as the tokens name them. @default - none; a route needs groups or users */
  groups?: string[];
  /** Persons who may use it, as the tokens name them. @default - none; a route needs groups or users */
  users?: string[];
}
