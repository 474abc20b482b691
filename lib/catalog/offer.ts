import { runtimesFor } from '../jobs/common/references';
import { mirrored } from '../k8s/image';
import type { KindNeed } from './admission';
import type { KindReference } from './reference-admission';
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

/** What kinds of job name, and what they cannot do without. */
export interface KindDemands {
  readonly references: readonly KindReference[];
  readonly engineNeeds: readonly KindNeed[];
}

/** The field by which every kind of job names its runtime. */
const RUNTIME = 'framework';

/** What a catalog offers, told for people who write jobs. A kind whose engine the platform lacks is served by none. */
export function offerOf(catalog: Catalog, { references, engineNeeds }: KindDemands): Offer {
  const lacks = (engine: OptionalEngine | undefined): boolean => engine !== undefined && catalog.engines?.includes(engine) !== true;
  const refused = engineNeeds.filter(({ when, engine }) => when === undefined && lacks(engine)).map(({ kind }) => kind);
  const serving = references.filter(({ field, kind, engine }) => field === RUNTIME && !refused.includes(kind) && !lacks(engine));
  const kindsOf = (runtime: string): string[] => serving.filter(({ names }) => names !== 'size' && runtimesFor(names, catalog).includes(runtime)).map(({ kind }) => kind);
  return {
    runtimes: Object.entries(catalog.runtimes).map(([name, { language, framework, version, image }]) => ({
      name,
      language,
      ...(framework !== undefined && { framework }),
      version,
      image: mirrored(image, catalog.registryMirror),
      kinds: [...new Set(kindsOf(name))].sort(),
    })),
    sizes: Object.entries(catalog.sizes).map(([name, { cpu, memory, gpus = 0, nodePool }]) => ({ name, cpu: String(cpu), memory: String(memory), gpus, nodePool })),
  };
}
