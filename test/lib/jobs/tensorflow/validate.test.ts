import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import { validateJob } from '../../../../lib/jobs/job';
import type { TensorFlowReplicas } from '../../../../lib/jobs/tensorflow/spec';
import { texts } from '../../../builders/errors';
import { tensorFlowJob } from '../../../builders/jobs';

const errors = (replicas: unknown): string[] => texts(validateJob(tensorFlowJob({ replicas: replicas as TensorFlowReplicas }), DEFAULT_CATALOG));
const NOBODY = 'spec.replicas: has nobody to train (given only ps or evaluator). Allowed: a chief, workers, or both, beside them. Add worker: {count: 1}.';

test.each<[unknown, string[]]>([
  [{}, []],
  [{ chief: {} }, []],
  [{ chief: {}, worker: { count: 1000 }, ps: { count: 2, size: 'CpuSmall' }, evaluator: { count: 1 } }, []],
  [{ ps: {} }, [NOBODY]],
  [{ ps: {}, evaluator: {} }, [NOBODY]],
  [{ chief: { count: 2 } }, ['spec.replicas.chief.count: is too large (given 2). Allowed: 1 to 1. Use 1 or less.']],
  [{ worker: { count: 0 } }, ['spec.replicas.worker.count: is too small (given 0). Allowed: 1 to 1000. Use 1 or more.']],
  [{ worker: { count: 1001 } }, ['spec.replicas.worker.count: is too large (given 1001). Allowed: 1 to 1000. Use 1000 or less.']],
  [{ workers: {} }, ['spec.replicas.workers: unknown field (given "workers"). Allowed: chief, worker, ps, evaluator. Did you mean worker?']],
  [
    { worker: { size: 'GpuSmal' }, ps: { size: 'Cpu' } },
    [
      'spec.replicas.worker.size: unknown size (given "GpuSmal"). Allowed: CpuSmall, CpuMedium, CpuLarge, GpuSmall, GpuMedium, GpuLarge. Did you mean GpuSmall or CpuSmall?',
      "spec.replicas.ps.size: unknown size (given \"Cpu\"). Allowed: CpuSmall, CpuMedium, CpuLarge, GpuSmall, GpuMedium, GpuLarge. Use one of them, or ask the platform's owners to add it to the catalog.",
    ],
  ],
])('replicas %j', (replicas, expected) => {
  expect(errors(replicas)).toEqual(expected);
});

test.each([
  [
    'pytorch-2-python-3',
    "spec.framework: this kind of job cannot run in it (given \"pytorch-2-python-3\"). Allowed: tensorflow-1.13-python-3, tensorflow-2-python-3. Use one of them, or ask the platform's owners to add it to the catalog.",
  ],
  [
    'tensorflow-2-python3',
    'spec.framework: unknown runtime (given "tensorflow-2-python3"). Allowed: tensorflow-1.13-python-3, tensorflow-2-python-3. Did you mean tensorflow-2-python-3 or tensorflow-1.13-python-3?',
  ],
  [
    'constructor',
    "spec.framework: unknown runtime (given \"constructor\"). Allowed: tensorflow-1.13-python-3, tensorflow-2-python-3. Use one of them, or ask the platform's owners to add it to the catalog.",
  ],
])('runtime %s is refused', (framework, expected) => {
  expect(texts(validateJob(tensorFlowJob({ framework }), DEFAULT_CATALOG))).toEqual([expected]);
});

test('a module is needed', () => {
  const { module: _, ...spec } = tensorFlowJob().spec;
  const [error] = validateJob({ ...tensorFlowJob(), spec }, DEFAULT_CATALOG);
  expect(error).toEqual({
    path: 'spec.module',
    reason: 'is missing. Allowed: python module that every replica runs, as `python -m <module>`. Add it, for example "gpu_tftraining".',
  });
});
