import type * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** Who deploys the children of a chart or group, beside whoever it is that finds out what they are. */
export interface Expansion {
  readonly kept: k8s.Provider;
  /** What the chart or group is part of: its provider is that of the children, unless something else is said of one. */
  readonly parent: pulumi.Resource;
  /** What else is said of a child. */
  readonly child: pulumi.ResourceTransform;
}

/**
 * Options of a chart or group. A provider that expands one must know of each child whether its kind has a namespace. The definitions that the
 * same `up` makes, or that a preview would make, are known to the provider that makes them alone, which is `kept`: so it expands them all, and
 * the children are handed to the provider that is to own them. @see https://github.com/pulumi/pulumi-kubernetes/issues/3176
 */
export function expandedBy({ kept, parent, child }: Expansion): Pick<pulumi.ComponentResourceOptions, 'provider' | 'transforms'> {
  const children = parent.getProvider('kubernetes:core/v1:Namespace');
  if (children === undefined || children === kept) return { transforms: [child] };
  const handOver: pulumi.ResourceTransform = async (args) => {
    // The chart or group itself is no object of the cluster.
    if (!args.custom) return undefined;
    const given = { ...args, opts: { ...args.opts, provider: undefined } };
    const { props, opts } = (await child(given)) ?? given;
    return { props, opts: { ...opts, provider: (opts as pulumi.CustomResourceOptions).provider ?? children } };
  };
  return { provider: kept, transforms: [handOver] };
}
