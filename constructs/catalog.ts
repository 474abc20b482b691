import { Construct, type IConstruct } from 'constructs';
import { CATALOG_NAME, PLATFORM_NAMESPACE } from '../lib/api';
import { compileCatalog } from '../lib/catalog/compile';
import { DEFAULT_CATALOG } from '../lib/catalog/default';
import type { Catalog } from '../lib/catalog/spec';
import { validateCatalog } from '../lib/catalog/validate';
import type { FieldError } from '../lib/errors';
import { JOB_KINDS } from '../lib/jobs/registry';
import type { Json } from '../lib/k8s/object';
import { schemas } from '../lib/schema/schemas';
import { SchemaValidator } from '../lib/schema/validator';
import type { ComputeSize } from './compute-size';
import { Register } from './nearest';
import { addObjects, refuse } from './objects';
import type { Runtime } from './runtime';

const CATALOGS = new Register<PlatformCatalog>('catalogs');

/** Properties of {@link PlatformCatalog}. */
export interface PlatformCatalogProps {
  /** What the platform offers to its jobs. @default - the catalog that a platform starts with */
  readonly catalog?: Catalog;
  /** Runtimes that are offered beside those of the catalog, or in their place. @default - none */
  readonly runtimes?: readonly Runtime[];
  /** Sizes that are offered beside those of the catalog, or in their place. @default - none */
  readonly sizes?: readonly ComputeSize[];
}

/**
 * The catalog in the cluster: the ConfigMap that the operator reads, and the admission policies that refuse jobs that do not fit it.
 * Constructs beside and below it use it too.
 */
export class PlatformCatalog extends Construct {
  /**
   * The catalog that holds at a place of the construct tree: the nearest one that was made before, be it in another chart,
   * else the catalog that a platform starts with.
   * @throws Error when two are equally near
   */
  static of(scope: IConstruct): Catalog {
    return CATALOGS.nearest(scope)?.catalog ?? DEFAULT_CATALOG;
  }

  /** What the platform offers to its jobs. */
  readonly catalog: Catalog;

  /** @throws PlatformError with every error of the catalog */
  constructor(scope: Construct, id: string, props: PlatformCatalogProps = {}) {
    super(scope, id);
    this.catalog = offered(props);
    CATALOGS.add(this);
    refuse('InvalidCatalog', `Catalog/${CATALOG_NAME}`, errorsOf(this.catalog));
    const objects = compileCatalog(this.catalog, { namespace: PLATFORM_NAMESPACE, kinds: JOB_KINDS });
    addObjects(this, objects, objects[0]);
  }
}

/** The catalog with the runtimes and sizes beside it. */
function offered({ catalog = DEFAULT_CATALOG, runtimes = [], sizes = [] }: PlatformCatalogProps): Catalog {
  if (runtimes.length === 0 && sizes.length === 0) return catalog;
  return {
    ...catalog,
    runtimes: { ...catalog.runtimes, ...specs(runtimes, DEFAULT_CATALOG.runtimes) },
    sizes: { ...catalog.sizes, ...specs(sizes, DEFAULT_CATALOG.sizes) },
  };
}

/** Entries of a catalog: of one's own what was given, of the platform's what it starts with. */
function specs<Spec>(given: readonly { readonly name: string; readonly spec?: Spec }[], known: Readonly<Record<string, Spec>>): Record<string, Spec> {
  return Object.fromEntries(given.map(({ name, spec }) => [name, spec ?? (known[name] as Spec)]));
}

/** A catalog may come from a file, so its types are checked before what it says. */
function errorsOf(catalog: Catalog): FieldError[] {
  const errors = new SchemaValidator(schemas.Catalog).validate(catalog as unknown as Json);
  return errors.length > 0 ? errors : validateCatalog(catalog);
}
