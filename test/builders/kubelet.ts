import type { V1Container } from '@kubernetes/client-node';
import { withoutFirstProcess } from '../../lib/jobs/common/first-process';

/**
 * What the kubelet makes of `$(NAME)` in commands, arguments and values of variables, step for step as Kubernetes' own code does it.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.0/third_party/forked/golang/expansion/expand.go
 */
export function expand(input: string, variables: Readonly<Record<string, string>>): string {
  let output = '';
  let cursor = 0;
  while (cursor < input.length) {
    const character = input.charAt(cursor);
    const next = input.charAt(cursor + 1);
    const close = input.indexOf(')', cursor);
    if (character !== '$' || next === '') {
      output += character;
      cursor += 1;
    } else if (next === '(' && close >= 0) {
      const name = input.slice(cursor + 2, close);
      output += Object.hasOwn(variables, name) ? variables[name] : `$(${name})`;
      cursor = close + 1;
    } else {
      output += next === '$' ? '$' : `$${next}`;
      cursor += 2;
    }
  }
  return output;
}

/** The variables of a container's process, as the kubelet sets them in the pod of an index. Those from Secrets and ConfigMaps are left out. */
export function variablesOf({ env = [] }: Pick<V1Container, 'env'>, index = 0): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    if (valueFrom?.fieldRef?.fieldPath === "metadata.labels['batch.kubernetes.io/job-completion-index']") variables[name] = String(index);
    else if (valueFrom?.fieldRef?.fieldPath === 'metadata.namespace') variables[name] = 's-mlplatform';
    else if (valueFrom === undefined) variables[name] = expand(value ?? '', variables);
  }
  return variables;
}

/** The words that a container's process is started with. */
export function wordsOf(container: V1Container): string[] {
  const variables = variablesOf(container);
  return [...(container.command ?? []), ...(container.args ?? [])].map((word) => expand(word, variables));
}

/** The words of the job's own program, which process 1 of its container starts. */
export function programOf(container: V1Container): string[] {
  return withoutFirstProcess(wordsOf(container));
}
