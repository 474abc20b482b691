import { runtimesFor } from '../jobs/common/references';
import type { JobKind } from '../jobs/kind';
import { mirrored } from '../k8s/image';
import type { Catalog, OptionalEngine } from './spec';

/** A runtime as people look for it. */
export interface OfferedRuntime {
  readonly name: string;
  readonly language: string;
  /** Framework that the image carries. @default - only the language */
  readonly framework?: string;
  readonly version: string;
  /** The image as nodes pull it. */
  readonly image: string;
  /** Kinds of job that may name it. */
  readonly kinds: readonly string[];
}

/** A size as people look for it. */
export interface OfferedSize {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly gpus: number;
  readonly nodePool: string;
}

/** What jobs may name, in the order of the catalog. */
export interface Offer {
  readonly runtimes: readonly OfferedRuntime[];
  readonly sizes: readonly OfferedSize[];
}

/** The field by which every kind of job names its runtime. */
const RUNTIME = 'framework';

/** What a catalog offers, told for people who write jobs. A kind whose engine the platform lacks is served by none. */
export function offerOf(catalog: Catalog, kinds: readonly JobKind[]): Offer {
  const lacks = (engine: OptionalEngine | undefined): boolean => engine !== undefined && catalog.engines?.includes(engine) !== true;
  const served = kinds.filter(({ needs = [] }) => !needs.some(({ when, engine }) => when === undefined && lacks(engine)));
  const serves = (runtime: string, { references }: JobKind): boolean =>
    references.some(({ field, names, engine }) => field === RUNTIME && typeof names === 'object' && !lacks(engine) && runtimesFor(names, catalog).includes(runtime));
  return {
    runtimes: Object.entries(catalog.runtimes).map(([name, { language, framework, version, image }]) => ({
      name,
      language,
      ...(framework !== undefined && { framework }),
      version,
      image: mirrored(image, catalog.registryMirror),
      kinds: served.filter((kind) => serves(name, kind)).map(({ kind }) => kind).sort(),
    })),
    sizes: Object.entries(catalog.sizes).map(([name, { cpu, memory, gpus = 0, nodePool }]) => ({ name, cpu: String(cpu), memory: String(memory), gpus, nodePool })),
  };
}
