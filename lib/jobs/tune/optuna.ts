import type { V1Container, V1EnvVar, V1JobTemplateSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { stableJson } from '../../catalog/stable-json';
import programs from '../../programs/hyper-tune.json';
import { Quantity } from '../../quantity/quantity';
import { literal } from '../common/args';
import { ENVIRONMENT_CONTAINER } from '../common/environment';
import { indexedJob } from '../common/job-template';
import { jobSet, podHost, type JobSet } from '../common/jobset';
import { withoutFirstProcess } from '../common/first-process';
import { filesOf, withFileOf } from '../common/lock-file';
import { MAIN_CONTAINER, podLabels } from '../common/pod';
import { pythonPod } from '../common/python-pod';
import type { KubeObject } from '../../k8s/object';
import type { EnvVar } from '../common/spec';
import type { AllKinds, Job, PodGroup } from '../kind';
import { maxFailedTrialCount, parallelTrialCount } from './counts';
import { description } from './description';
import { STUDY, SUFFIX, WORKER } from './rules';
import type { HyperTuneSpec } from './spec';
import { placeholders, trialJob } from './trial';
import { STUDY_PATH, studyVolumes } from './volume';

/** What the pod that keeps the study installs, from the platform's package index. */
export const STUDY_PACKAGES: readonly string[] = ['optuna==5.0.0', 'cmaes==0.13.1'];

/** Port on which the study hands out trials. */
const PORT = 8080;

/** How often a pod that a fault has ended is made again, beside those that trials may end by their own doing. */
const REPLACEMENTS = 6;

/** Exit code of the study's program for a verdict that another pod would come to as well. */
const VERDICT = 3;

/**
 * The JobSet of a HyperTune: a pod that keeps the study, and pods that run its trials, one after the other. The study alone decides which
 * trial comes next and what has become of each, so a trial whose pod is lost is run again once, under the same number, and is never counted twice.
 * If the study's own pod is lost, the next one goes on from its volume, or from the copies that workers keep.
 */
export function compileOptuna(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): KubeObject[] {
  const study = jobSet(
    job,
    SUFFIX,
    {
      // Workers that still wait for a trial are ended with the study.
      successPolicy: { operator: 'All', targetReplicatedJobs: [STUDY] },
      replicatedJobs: [
        { name: STUDY, replicas: 1, template: studyTemplate(job, catalog) },
        { name: WORKER, replicas: 1, template: workerTemplate(job, catalog, kinds) },
      ],
    },
    0,
  );
  return [study, ...filesOf(inTrials(job))];
}

/** The job as far as its trials say what is installed: what it has, it has under its own name. */
function inTrials(job: Job<HyperTuneSpec>): Job {
  return { ...job, spec: trialJob(job).spec };
}

/** The pods of a HyperTune with the engine optuna. */
export function optunaPods({ spec }: Job<HyperTuneSpec>, catalog: Catalog): PodGroup[] {
  return [
    { role: STUDY, count: 1, size: studySize(spec, catalog) },
    { role: WORKER, count: parallelTrialCount(spec), size: spec.size },
  ];
}

function studyTemplate(job: Job<HyperTuneSpec>, catalog: Catalog): V1JobTemplateSpec {
  const size = studySize(job.spec, catalog);
  const { podTemplatePatches } = trialJob(job).spec;
  const keeper: Job = {
    ...job,
    spec: { framework: studyRuntime(job.spec, catalog), size, pipPackages: [...STUDY_PACKAGES], ...(podTemplatePatches && { podTemplatePatches }) },
  };
  const pod = pythonPod(keeper, catalog, {
    role: STUDY,
    size,
    pythonArguments: ['-c', literal(programs.study)],
    handlesTermination: true,
    installEnv: withoutPlaceholders(job.spec),
    container: { ports: [{ name: STUDY, containerPort: PORT }] },
    volumes: studyVolumes(job),
    env: [
      { name: 'DS_STUDY', value: literal(stableJson(description(job.spec), 0)) },
      { name: 'DS_STUDY_PORT', value: String(PORT) },
      { name: 'DS_STUDY_FOLDER', value: STUDY_PATH },
      // The study listens to the pods that the cluster's DNS knows by these names, and to no other.
      { name: 'DS_STUDY_WORKERS', value: podHost(`${job.metadata.name}-${SUFFIX}`, WORKER, '#') },
    ],
  });
  return guarded(indexedJob(job, pod, { completions: 1, parallelism: 1, backoffLimit: (job.spec.backoffLimit ?? 0) + REPLACEMENTS }), [VERDICT]);
}

/** The variables that do not differ from trial to trial, such as a proxy for what the study installs. */
function withoutPlaceholders({ env = [] }: HyperTuneSpec): EnvVar[] {
  return env.filter((variable) => placeholders(variable).length === 0);
}

/** The pods of the trial's own kind, with our program around theirs. */
function workerTemplate(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): V1JobTemplateSpec {
  const [compiled] = kinds.compile(trialJob(job), catalog) as JobSet[];
  const template = compiled?.spec.replicatedJobs[0]?.template.spec?.template as V1PodTemplateSpec;
  const pod = withFileOf(template, { from: trialJob(job), to: inTrials(job) });
  const count = parallelTrialCount(job.spec);
  const losses = REPLACEMENTS + (job.spec.backoffLimit ?? 0) + 2 * maxFailedTrialCount(job.spec) + count;
  return guarded(indexedJob(job, asWorker(job, pod), { completions: count, parallelism: count, backoffLimit: losses }), []);
}

function asWorker(job: Job<HyperTuneSpec>, pod: V1PodTemplateSpec): V1PodTemplateSpec {
  const labels = { ...pod.metadata?.labels, ...podLabels(job, { role: WORKER, size: job.spec.size }) };
  const containers = (pod.spec?.containers ?? []).map((container) => (container.name === MAIN_CONTAINER ? wrapped(job, container) : container));
  return { ...pod, metadata: { ...pod.metadata, labels }, spec: { ...pod.spec, containers } };
}

/** The trial's own command becomes the arguments of the program that runs it once for each trial, and is itself process 1. */
function wrapped(job: Job<HyperTuneSpec>, main: V1Container): V1Container {
  const { objective } = job.spec;
  const { activeDeadlineSeconds, backoffLimit } = job.spec.trial.spec;
  const command = withoutFirstProcess([...(main.command ?? []), ...(main.args ?? [])]);
  const settings = {
    metrics: [objective.objectiveMetricName, ...(objective.additionalMetricNames ?? [])],
    activeDeadlineSeconds,
    backoffLimit,
  };
  const env: V1EnvVar[] = [
    { name: 'DS_STUDY_URL', value: `http://${podHost(`${job.metadata.name}-${SUFFIX}`, STUDY, 0)}:${PORT}` },
    { name: 'DS_WORKER', value: literal(JSON.stringify(settings)) },
  ];
  return { ...main, command: command.slice(0, 1), args: ['-c', literal(programs.worker), ...command], env: [...(main.env ?? []), ...env] };
}

/** What would fail again is not tried again: packages that cannot be installed, and exit codes that are verdicts. */
function guarded(template: V1JobTemplateSpec, verdicts: readonly number[]): V1JobTemplateSpec {
  const installs = template.spec?.template.spec?.initContainers?.some(({ name }) => name === ENVIRONMENT_CONTAINER) ?? false;
  const rules = [
    ...(installs ? [{ action: 'FailJob', onExitCodes: { containerName: ENVIRONMENT_CONTAINER, operator: 'NotIn', values: [0] } }] : []),
    ...(verdicts.length > 0 ? [{ action: 'FailJob', onExitCodes: { containerName: MAIN_CONTAINER, operator: 'In', values: [...verdicts] } }] : []),
  ];
  const disruptions = template.spec?.podFailurePolicy?.rules ?? [];
  return { ...template, spec: { ...template.spec, podFailurePolicy: { rules: [...disruptions, ...rules] } } as V1JobTemplateSpec['spec'] };
}

/** A runtime of plain Python, whatever the trials run in; else the trials' own. The first by name: a catalog's order gets lost on its way. */
function studyRuntime(spec: HyperTuneSpec, { runtimes }: Catalog): string {
  const plain = Object.keys(runtimes).filter((name) => runtimes[name]?.language === 'python' && runtimes[name].framework === undefined && !runtimes[name].jupyterLab);
  return plain.sort()[0] ?? spec.framework;
}

/** The smallest size without GPUs; the trials' own where there is none. */
function studySize(spec: HyperTuneSpec, { sizes }: Catalog): string {
  const small = Object.keys(sizes)
    .filter((name) => !sizes[name]?.gpus)
    .sort()
    .sort((one, other) => compareSizes(sizes[one], sizes[other]));
  return spec.studySize ?? small[0] ?? spec.size;
}

function compareSizes(one: Catalog['sizes'][string] | undefined, other: Catalog['sizes'][string] | undefined): number {
  return Quantity.parse(one?.cpu ?? '0').compare(Quantity.parse(other?.cpu ?? '0')) || Quantity.parse(one?.memory ?? '0').compare(Quantity.parse(other?.memory ?? '0'));
}
