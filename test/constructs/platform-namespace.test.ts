import { Testing } from 'cdk8s';
import { PlatformNamespace } from '../../constructs/platform-namespace';
import type { KubeObject } from '../../lib/k8s/object';
import { chart } from '../builders/charts';

test.each([
  [undefined, 'ds-platform'],
  [{ name: 'own' }, 'own'],
])('PlatformNamespace %j is the namespace %s, where only restricted pods run', (props, name) => {
  const platform = chart();
  new PlatformNamespace(platform, 'namespace', props);
  const [namespace, ...others] = Testing.synth(platform) as KubeObject[];
  expect(others).toEqual([]);
  expect(namespace).toMatchObject({ apiVersion: 'v1', kind: 'Namespace' });
  expect(namespace?.metadata).toEqual({
    name,
    labels: {
      'app.kubernetes.io/managed-by': 'ds-platform',
      'istio-injection': 'disabled',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    },
  });
});
