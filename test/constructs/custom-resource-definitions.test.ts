import { CustomResourceDefinitions } from '../../constructs/custom-resource-definitions';
import { chart, names } from '../builders/charts';

test('CustomResourceDefinitions are cluster-wide, one for each kind', () => {
  const platform = chart();
  new CustomResourceDefinitions(platform, 'crds');
  expect(names(platform)).toEqual(
    expect.arrayContaining(['CustomResourceDefinition//tensorflowjobs.ds.bloomberg.com', 'CustomResourceDefinition//pythonjobs.ds.bloomberg.com']),
  );
});
