import { Construct, type IConstruct } from 'constructs';
import { compileMesh } from '../lib/mesh/compile';
import type { MeshSpec } from '../lib/mesh/spec';
import { validateMesh } from '../lib/mesh/validate';
import { Register } from './nearest';
import { addObjects, refuse } from './objects';

const MESHES = new Register<Mesh>('meshes');

/** Properties of {@link Mesh}. */
export interface MeshProps extends Readonly<MeshSpec> {
  /** Whether another program writes what holds for the whole mesh, so that this one only needs to know of it. @default false */
  readonly existing?: boolean;
}

/**
 * The service mesh, with mutual TLS everywhere. Istio itself comes from its charts. Tenants that are made after it, beside or below it,
 * belong to it: their namespaces join it and answer nobody who has not been let in.
 * @see https://istio.io/latest/docs/ambient/overview/
 */
export class Mesh extends Construct {
  /**
   * The mesh that holds at a place of the construct tree: the nearest one that was made before; undefined if there is none.
   * @throws Error when two are equally near
   */
  static of(scope: IConstruct): MeshSpec | undefined {
    return MESHES.nearest(scope)?.spec;
  }

  /** What the mesh was described as. */
  readonly spec: MeshSpec;

  /** @throws PlatformError with every error of the mesh */
  constructor(scope: Construct, id: string, props: MeshProps = {}) {
    super(scope, id);
    const { existing = false, ...spec } = props;
    this.spec = spec;
    MESHES.add(this);
    refuse('InvalidSpec', 'Mesh', validateMesh(spec));
    if (!existing) addObjects(this, compileMesh(spec));
  }
}
