import { planEngines } from '../../../lib/engines/plan';

/** The configuration of Kueue on a platform that needs these engines. */
function kueue(...needed: Parameters<typeof planEngines>[0]): string {
  const { values } = planEngines(['kueue', ...needed]).find(({ definition }) => definition.name === 'kueue') ?? {};
  return (values?.managerConfig as { controllerManagerConfigYaml: string }).controllerManagerConfigYaml;
}

test('where Spark runs, Kueue queues it: by the gate and by the framework', () => {
  expect(kueue('sparkOperator')).toMatch(/SparkApplicationIntegration: true/);
  expect(kueue('sparkOperator')).toMatch(/- sparkoperator\.k8s\.io\/sparkapplication/);
  expect(kueue('sparkOperator')).toMatch(/ds\.bloomberg\.com\/job-name/);
});

test('elsewhere it knows nothing of Spark', () => {
  expect(kueue()).not.toMatch(/spark/i);
});
