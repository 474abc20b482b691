import { Quantity } from '../../quantity/quantity';

const MEBIBYTE = Quantity.parse('1Mi');

/** What Spark itself leaves beside the heap at least, in MiB. */
const LEAST_OVERHEAD = 384;

/** Spark does not start on less than 450 MiB, and Java counts a part of the heap out. */
const LEAST_HEAP = 512;

/** What Spark leaves beside the heap for each part of it: Python's workers need their own. @see https://spark.apache.org/docs/latest/configuration.html */
const OVERHEAD_FACTOR = { jvm: 0.1, python: 0.4 } as const;

/** Least memory of a Spark pod's size, in MiB. */
export const LEAST_MEMORY = LEAST_HEAP + LEAST_OVERHEAD;

/** How the memory of a pod is shared out, in MiB: the two parts are the whole. */
export interface SparkMemory {
  readonly total: number;
  readonly heap: number;
  readonly overhead: number;
}

/** Shares out the memory of a size. */
export function shareMemory(memory: string, language: keyof typeof OVERHEAD_FACTOR): SparkMemory {
  const total = Number(Quantity.parse(memory).fits(MEBIBYTE));
  const heap = Math.min(Math.floor(total / (1 + OVERHEAD_FACTOR[language])), total - LEAST_OVERHEAD);
  return { total, heap, overhead: total - heap };
}
