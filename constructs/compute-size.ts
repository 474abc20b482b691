import type { ComputeSizeSpec } from '../lib/catalog/spec';

/** A size that a platform's own catalog adds. */
export interface CustomComputeSizeProps extends ComputeSizeSpec {
  /** Name that jobs give as `size`. */
  readonly name: string;
}

/** What each pod of a job asks for: CPU, memory, GPUs, and the node pool. */
export class ComputeSize {
  static readonly CPU_SMALL = new ComputeSize('CpuSmall');
  static readonly CPU_MEDIUM = new ComputeSize('CpuMedium');
  static readonly CPU_LARGE = new ComputeSize('CpuLarge');
  static readonly GPU_SMALL = new ComputeSize('GpuSmall');
  static readonly GPU_MEDIUM = new ComputeSize('GpuMedium');
  static readonly GPU_LARGE = new ComputeSize('GpuLarge');

  /** A size of your own. Give it to the platform's catalog too: jobs name it, the catalog holds it. */
  static custom(props: CustomComputeSizeProps): ComputeSize {
    const { name, ...spec } = props;
    return new ComputeSize(name, spec);
  }

  private constructor(
    /** Name in the catalog. */
    readonly name: string,
    /** What the catalog holds of it, for a size of your own. */
    readonly spec?: ComputeSizeSpec,
  ) {}
}
