import { Chart, Duration, Size, Testing } from 'cdk8s';
import { ComputeSize } from '../../constructs/compute-size';
import { JupyterNotebook, type JupyterNotebookProps } from '../../constructs/jupyter-notebook';
import { Runtime } from '../../constructs/runtime';
import type { KubeObject } from '../../lib/k8s/object';
import { TOKEN_HASH } from '../builders/jobs';
import { chart } from '../builders/charts';

const PROPS: JupyterNotebookProps = { metadata: { name: 'explore', namespace: 's-mlplatform' }, framework: Runtime.JUPYTER_PYTHON_3, size: ComputeSize.GPU_SMALL, tokenHashes: [TOKEN_HASH] };

function emitted(props: Partial<JupyterNotebookProps>): KubeObject[] {
  const parent = new Chart(chart(), 'jobs');
  new JupyterNotebook(parent, 'notebook', { ...PROPS, ...props });
  return Testing.synth(parent) as KubeObject[];
}

test('is written as in YAML', () => {
  expect(emitted({ workspaceVolume: { size: Size.gibibytes(50), storageClassName: 'fast' }, idleTimeout: Duration.minutes(30), preemptible: true, priorityClass: 'low' })).toEqual([
    {
      apiVersion: 'ds.bloomberg.com/v1',
      kind: 'JupyterNotebook',
      metadata: { name: 'explore', namespace: 's-mlplatform' },
      spec: {
        framework: 'jupyter-python-3',
        size: 'GpuSmall',
        priority: 'low',
        tokenHashes: [TOKEN_HASH],
        workspaceVolume: { size: '50Gi', storageClassName: 'fast' },
        idleTimeoutSeconds: 1800,
        preemptible: true,
      },
    },
  ]);
});

test.each([
  [Size.gibibytes(10), '10Gi'],
  [Size.mebibytes(512), '512Mi'],
  [Size.mebibytes(1536), '1536Mi'],
  [Size.tebibytes(1), '1024Gi'],
])('%p is a workspace of %s', (size, expected) => {
  expect(emitted({ workspaceVolume: { size } })).toMatchObject([{ spec: { workspaceVolume: { size: expected } } }]);
});

test('without the operator, the native objects are written', () => {
  expect(emitted({ expand: 'synth' }).map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(['JobSet/explore-nb', 'Service/explore-notebook', 'NetworkPolicy/explore-notebook']);
});

test('is refused with every error', () => {
  expect(() => emitted({ tokenHashes: ['secret'], idleTimeout: Duration.seconds(1) })).toThrow(/2 errors[\s\S]*spec\.tokenHashes\[0\][\s\S]*spec\.idleTimeoutSeconds/);
});
