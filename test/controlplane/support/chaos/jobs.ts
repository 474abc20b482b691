import { ANNOTATIONS, type Job } from '../../../../lib';
import { jvmJob, pythonJob, tensorFlowJob } from '../../../builders/jobs';
import { SIMULATED_TENANT, TENANT } from '../platform';

/** A job, and the pods that it has. */
export interface ChaosJob {
  readonly job: Job;
  readonly pods: number;
}

/** Whether the pod at a place (namespace, Job, index) must end well for its job to: of workers the first decides, and then the others may be taken away. */
export function isDecisive(place: string): boolean {
  return !/-tf-worker-\d+\/[1-9]\d*$/.test(place);
}

/** A program that says when it starts and when it ends. */
const TOLD = 'import time\nprint("started", flush=True)\ntime.sleep(15)\nprint("ended", flush=True)\n';

const DELAY = '/metadata/annotations/pod-complete.stage.kwok.x-k8s.io~1delay';

/** So many jobs on simulated nodes, of all kinds that end there by themselves, each some seconds long. */
export function simulatedJobs(count: number): ChaosJob[] {
  return Array.from({ length: count }, (_, index) => simulatedJob(index));
}

function simulatedJob(index: number): ChaosJob {
  const metadata = { name: `chaos-${String(index).padStart(3, '0')}`, namespace: SIMULATED_TENANT, annotations: { [ANNOTATIONS.project]: 'chaos' } };
  const common = { podTemplatePatches: [{ op: 'add' as const, path: DELAY, value: `${4 + (index % 7)}s` }] };
  if (index % 5 === 3) return { job: pythonJob({ ...common, size: 'SimulatedPart' }, metadata), pods: 1 };
  if (index % 5 === 4) return { job: jvmJob({ ...common, size: 'SimulatedGpu', parallelism: 2 }, metadata), pods: 2 };
  return { job: tensorFlowJob({ ...common, framework: 'tensorflow-2-python-3', size: 'SimulatedGpu', module: 'train', replicas: { worker: { count: 2 } } }, metadata), pods: 2 };
}

/** So many jobs whose containers run. */
export function realJobs(count: number): ChaosJob[] {
  return Array.from({ length: count }, (_, index) => ({
    job: pythonJob({ script: TOLD, size: 'CpuPart' }, { name: `chaos-real-${String(index).padStart(2, '0')}`, namespace: TENANT, annotations: { [ANNOTATIONS.project]: 'chaos' } }),
    pods: 1,
  }));
}
