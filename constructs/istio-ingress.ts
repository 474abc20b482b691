import { Construct } from 'constructs';
import { formatFieldError, type FieldError } from '../lib/errors';
import type { Json } from '../lib/k8s/object';
import { exposedBy, exposedNotebooks, type ExposedService } from '../lib/mesh/exposure';
import { compileIngress, compileRoute } from '../lib/mesh/ingress';
import { checkTenant, checkTenantNames, validateRoute, validateRoutes } from '../lib/mesh/routes';
import type { IngressSpec, MeshSpec, RouteSpec } from '../lib/mesh/spec';
import { validateIngress } from '../lib/mesh/validate';
import { schemas } from '../lib/schema/schemas';
import { SchemaValidator } from '../lib/schema/validator';
import { Mesh } from './mesh';
import { addObjects, refuse } from './objects';
import { Tenant } from './tenant';

/** Properties of {@link IstioIngress}. */
export interface IstioIngressProps extends Readonly<IngressSpec> {
  /** Whether another program writes the gateway itself, so that this one only adds routes to it. @default false */
  readonly existing?: boolean;
}

/** Properties of a route. */
export type IstioIngressRoute = Readonly<RouteSpec>;

/**
 * The one way into the platform from outside. The gateway ends TLS, checks tokens, and lets through who is named by a route and nobody else.
 * @see docs/mesh.md
 */
export class IstioIngress extends Construct {
  private readonly spec: IngressSpec;
  private readonly mesh: MeshSpec;
  private readonly routes: IstioIngressRoute[] = [];

  /** @throws PlatformError with every error of the ingress and its routes @throws Error where there is no mesh */
  constructor(scope: Construct, id: string, props: IstioIngressProps) {
    super(scope, id);
    const mesh = Mesh.of(this);
    if (mesh === undefined) throw new Error(`${this.node.path}: no mesh (given none before it). Allowed: one Mesh. Make a Mesh first.`);
    const { existing = false, ...spec } = props;
    this.mesh = mesh;
    this.spec = spec;
    refuse('InvalidSpec', `IstioIngress/${spec.name ?? 'ds-ingress'}`, errorsOf(spec));
    if (!existing) {
      const objects = compileIngress(spec, mesh);
      addObjects(this, objects, objects.find(({ kind }) => kind === 'Gateway'));
    }
    (spec.routes ?? []).forEach((route) => this.emit(route, this));
    // Tenants may be made later than the ingress, so whether each route's tenant is there can be told only at the end.
    this.node.addValidation({ validate: () => this.unknownTenants().map(formatFieldError) });
  }

  /**
   * Exposes one more service.
   * @param scope where its objects are written. Those in the tenant's namespace need the namespace, so a chart that is applied after the tenant's. @default - the ingress itself
   * @throws PlatformError with every error of the route, also where it gets in the way of another
   */
  addRoute(route: IstioIngressRoute, scope: Construct = this): void {
    const errors = new SchemaValidator(schemas.RouteSpec).validate(route as unknown as Json);
    refuse('InvalidSpec', `Route/${route.name}`, errors.length > 0 ? errors : validateRoute('', route, this.spec, this.routes));
    this.emit(route, scope);
  }

  /** What is exposed to whom, in the order in which it was added; notebooks last. */
  get exposed(): ExposedService[] {
    return [...this.routes.map(exposedBy), ...(this.spec.notebooks === undefined ? [] : [exposedNotebooks(this.spec.notebooks)])];
  }

  private emit(route: IstioIngressRoute, scope: Construct): void {
    this.routes.push({ ...route });
    addObjects(new Construct(scope, `Route-${route.name}`), compileRoute(route, this.spec, this.mesh));
  }

  private unknownTenants(): FieldError[] {
    const tenants = this.node.root.node.findAll().filter((construct) => construct instanceof Tenant).map(({ namespace }) => namespace);
    return [...checkTenantNames(tenants, this.spec, this.mesh), ...this.routes.flatMap((route) => checkTenant(`routes.${route.name}.tenant`, route, tenants))];
  }
}

/** An ingress may come from a file, so its types are checked before what it says. */
function errorsOf(spec: IngressSpec): FieldError[] {
  const errors = new SchemaValidator(schemas.IngressSpec).validate(spec as unknown as Json);
  return errors.length > 0 ? errors : [...validateIngress(spec), ...validateRoutes('routes', spec.routes ?? [], spec)];
}
