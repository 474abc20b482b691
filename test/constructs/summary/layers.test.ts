import { ApiObject, Chart, Testing } from 'cdk8s';
import { layersTable } from '../../../constructs/summary/layers';

test('counts the kinds of each chart, the most frequent first, without those of charts inside', () => {
  const app = Testing.app();
  const platform = new Chart(app, 'platform');
  const inner = new Chart(platform, 'inner');
  for (const [scope, kind] of [[platform, 'Role'], [platform, 'ConfigMap'], [platform, 'Role'], [platform, 'Namespace'], [inner, 'Service']] as const) {
    new ApiObject(scope, `${kind}-${scope.node.children.length}`, { apiVersion: 'v1', kind });
  }
  expect(layersTable(app)).toBe(
    ['LAYER     OBJECTS  OF WHICH', 'platform  4        2 Role, 1 ConfigMap, 1 Namespace', 'inner     1        1 Service', ''].join('\n'),
  );
});
