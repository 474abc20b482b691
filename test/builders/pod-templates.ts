import type { V1PodTemplateSpec, V1Volume } from '@kubernetes/client-node';
import type { JobSet } from '../../lib/jobs/common/jobset';
import type { KubeObject } from '../../lib/k8s/object';

/** Every pod template of what a job is compiled to, with the volumes that JobSet adds for claims of its own. */
export function podTemplatesOf(compiled: readonly KubeObject[]): V1PodTemplateSpec[] {
  const jobSets = compiled.filter(({ kind }) => kind === 'JobSet') as JobSet[];
  return jobSets.flatMap(({ spec }) => {
    const claims = (spec.volumeClaimPolicies ?? []).flatMap(({ templates }) => templates.map(({ metadata }) => ({ name: metadata?.name ?? '', persistentVolumeClaim: { claimName: 'any' } })));
    return spec.replicatedJobs.flatMap(({ template }) => withVolumes(template.spec?.template ?? {}, claims));
  });
}

function withVolumes(template: V1PodTemplateSpec, volumes: readonly V1Volume[]): V1PodTemplateSpec {
  return { ...template, spec: { containers: [], ...template.spec, volumes: [...(template.spec?.volumes ?? []), ...volumes] } };
}
