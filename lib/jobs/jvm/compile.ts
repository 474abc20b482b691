import type { Catalog } from '../../catalog/spec';
import { argumentList, literal } from '../common/args';
import { INDEXED_ROLE, peerVariables, podCounts } from '../common/indexed';
import { indexedJob } from '../common/job-template';
import { jobSet, type JobSet } from '../common/jobset';
import { jobPod, runtimeOf } from '../common/pod';
import { HOME_PATH } from '../common/variables';
import type { Job } from '../kind';
import { fetchContainer, JAR_FOLDER, JAR_PATH, JAR_VOLUME } from './fetch';
import type { JVMJobSpec } from './spec';
import { SUFFIX } from './validate';

/** Options that the job's own come after, so that those decide. */
const OPTIONS: readonly string[] = [
  // The rest is for what the JVM keeps outside its heap, and for shared memory.
  '-XX:MaxRAMPercentage=75',
  // A program that has lost a thread to a full heap may otherwise go on for ever with nothing to show.
  '-XX:+ExitOnOutOfMemoryError',
  // The user of the container is in no list of users, where Java would look for its home.
  `-Duser.home=${HOME_PATH}`,
];

/** The JobSet of a JVMJob. The job is valid. A failed pod is tried again alone. */
export function compileJvm(job: Job<JVMJobSpec>, catalog: Catalog): JobSet {
  const { spec } = job;
  const counts = podCounts(spec);
  const pod = jobPod(job, catalog, {
    role: INDEXED_ROLE,
    size: spec.size,
    container: {
      command: [runtimeOf(job, catalog).command ?? 'java'],
      args: [...OPTIONS, ...(spec.jvmOptions ?? []), ...program(spec), ...argumentList(spec.args)].map(literal),
      env: peerVariables(`${job.metadata.name}-${SUFFIX}`, counts.completions),
    },
    initContainers: [fetchContainer(spec, catalog)],
    volumes: [{ volume: { name: JAR_VOLUME, emptyDir: {} }, mountPath: JAR_FOLDER }],
  });
  const template = indexedJob(job, pod, { ...counts, backoffLimit: spec.backoffLimit ?? 0 });
  return jobSet(job, SUFFIX, { replicatedJobs: [{ name: INDEXED_ROLE, replicas: 1, template }] }, 0);
}

function program({ mainClass }: JVMJobSpec): string[] {
  return mainClass === undefined ? ['-jar', JAR_PATH] : ['-classpath', JAR_PATH, mainClass];
}
