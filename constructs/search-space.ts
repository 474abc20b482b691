import type { FeasibleSpace, Parameter } from '../lib/jobs/tune/spec';

/** How the values between two numbers are spread. */
export interface RangeProps {
  /** Distance between values. @default - any value between the two; 1 for whole numbers */
  readonly step?: number;
  /** Whether each order of magnitude gets the same share. @default false */
  readonly logarithmic?: boolean;
}

/** Values that a parameter of a {@link HyperTune} may have. */
export class SearchSpace {
  private constructor(
    private readonly type: Parameter['parameterType'],
    private readonly space: FeasibleSpace,
  ) {}

  /** Any number between two others. */
  static double(min: number, max: number, props: RangeProps = {}): SearchSpace {
    return new SearchSpace('double', range(min, max, props));
  }

  /** A whole number between two others. */
  static int(min: number, max: number, props: RangeProps = {}): SearchSpace {
    return new SearchSpace('int', range(min, max, props));
  }

  /** One of some numbers. */
  static discrete(...values: number[]): SearchSpace {
    return new SearchSpace('discrete', { list: values.map(String) });
  }

  /** One of some texts. */
  static categorical(...values: string[]): SearchSpace {
    return new SearchSpace('categorical', { list: values });
  }

  /** As it stands in the spec. */
  parameter(name: string): Parameter {
    return { name, parameterType: this.type, feasibleSpace: this.space };
  }
}

function range(min: number, max: number, { step, logarithmic }: RangeProps): FeasibleSpace {
  return { min: String(min), max: String(max), ...(step !== undefined && { step: String(step) }), ...(logarithmic && { distribution: 'logUniform' }) };
}
