import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { PlacedRule } from '../../schema/rules';
import { COMPLETIONS, COMPLETIONS_RULE, INDEXED_ROLE } from '../common/indexed';
import { MOVING_COORDINATES, PACKAGING_COORDINATES } from '../common/maven';
import { podNameRule } from '../common/names';
import { COMMON_RULES } from '../common/rules';
import { validateCommon } from '../common/validate';
import type { Job } from '../kind';
import { isCoordinates } from './jar';
import type { JVMJobSpec } from './spec';

/** Ends the names of a JVMJob's engine objects. */
export const SUFFIX = 'jvm';

/** A fixed heap would not follow the container's memory when the job takes another size. */
const FIXED_HEAP = '^-(Xm[sx]|XX:(Max|Initial)HeapSize=|XX:MaxRAM=)';

/** Rules of a JVMJob, for the API server and the command alike. */
export const JVM_RULES: readonly PlacedRule[] = [
  podNameRule({ suffix: SUFFIX, role: INDEXED_ROLE, count: COMPLETIONS }),
  ...COMMON_RULES,
  {
    at: 'spec',
    rule: "has(self.sha256) || !self.jar.contains('://')",
    message: 'is missing: nothing else tells whether the file at an address is the one that was meant. Allowed: the SHA-256 of the jar. Add what sha256sum prints for it.',
    fieldPath: '.sha256',
  },
  {
    at: 'spec',
    rule: `!self.jar.matches('${MOVING_COORDINATES}')`,
    message: 'names a version whose file changes. Allowed: released versions, not SNAPSHOT, LATEST or RELEASE. Release the jar, name one snapshot by its timestamp (1.4.0-20260101.093000-7), or give its address and sha256.',
    fieldPath: '.jar',
  },
  {
    at: 'spec',
    rule: `!self.jar.matches('${PACKAGING_COORDINATES}')`,
    message: 'has a packaging where the version belongs. Allowed: group:artifact:version, and :classifier behind it. Leave the packaging out, and put the version before a classifier: com.example:news:1.4.0:all.',
    fieldPath: '.jar',
  },
  {
    at: 'spec.jvmOptions[]',
    rule: `!self.matches('${FIXED_HEAP}')`,
    message: 'fixes the heap, which follows the memory of the size. Allowed: -XX:MaxRAMPercentage=<percent>. Use it, or choose another size.',
  },
  {
    at: 'spec',
    rule: '!has(self.pipPackages)',
    message: 'are for Python, which a JVMJob does not run. Allowed: no pipPackages. Put what the program needs into its jar.',
    fieldPath: '.pipPackages',
  },
  {
    at: 'spec',
    rule: '!has(self.lock) || !has(self.lock.packages)',
    message: 'are for Python, which a JVMJob does not run. Allowed: a lock with an image alone. Pin the jar by sha256.',
    fieldPath: '.lock.packages',
  },
  COMPLETIONS_RULE,
];

/** What only the catalog can tell of a JVMJob. */
export function validateJvm(job: Job<JVMJobSpec>, catalog: Catalog): FieldError[] {
  return [...validateCommon(job, catalog), ...validateJar(job.spec.jar, catalog)];
}

function validateJar(jar: string, catalog: Catalog): FieldError[] {
  if (catalog.maven !== undefined || !isCoordinates(jar)) return [];
  const reason = `the platform has no Maven repository (given ${JSON.stringify(jar)}). Allowed: an http(s) address, with sha256. Give one, or ask the platform's owners to set maven.url in the catalog.`;
  return [{ path: 'spec.jar', reason }];
}
