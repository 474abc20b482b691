import { dump } from 'js-yaml';

/** Kubernetes objects as one YAML stream: the same objects give the same bytes. Keys keep their order; nothing is folded or aliased. */
export function toYaml(objects: readonly object[]): string {
  return objects.map((object) => dump(object, { noRefs: true, lineWidth: -1 })).join('---\n');
}
