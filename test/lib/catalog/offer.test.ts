import { offerOf } from '../../../lib/catalog/offer';
import { JOB_KINDS } from '../../../lib/jobs/registry';
import type { Catalog } from '../../../lib/catalog/spec';
import { catalog } from '../../builders/catalog';

const RUNTIMES: Catalog['runtimes'] = {
  plain: { image: 'docker.io/library/python:3.13', language: 'python', version: '3.13' },
  tf: { image: 'tensorflow/tensorflow:2.21.0', language: 'python', framework: 'tensorflow', version: '2.21.0' },
  spark: { image: 'apache/spark:4.2.0', language: 'jvm', framework: 'spark', version: '4.2.0' },
  java: { image: 'localhost/java:21', language: 'jvm', version: '21' },
};

/** Kinds in Python and for the JVM, with engines and without. */
const KINDS = JOB_KINDS.filter(({ kind }) => ['HyperTune', 'JupyterNotebook', 'JVMJob', 'PythonJob', 'SparkJob', 'TensorFlowJob'].includes(kind));

function kinds(parts: Partial<Catalog>): Record<string, readonly string[]> {
  return Object.fromEntries(offerOf(catalog({ runtimes: RUNTIMES, ...parts }), KINDS).runtimes.map((runtime) => [runtime.name, runtime.kinds]));
}

describe('the kinds that a runtime serves', () => {
  const python = ['HyperTune', 'JupyterNotebook', 'PythonJob'];

  test('are those that can run in it', () => {
    expect(kinds({})).toEqual({ plain: python, tf: [...python, 'TensorFlowJob'], spark: ['JVMJob'], java: ['JVMJob'] });
  });

  test('and whose engine the platform has: Spark for its jobs, Katib for trials without Python', () => {
    expect(kinds({ engines: ['spark'] })).toMatchObject({ spark: ['JVMJob', 'SparkJob'], java: ['JVMJob'] });
    expect(kinds({ engines: ['katib'] })).toMatchObject({ plain: python, spark: ['HyperTune', 'JVMJob'], java: ['HyperTune', 'JVMJob'] });
  });
});

test('images are named as nodes pull them', () => {
  const { runtimes } = offerOf(catalog({ runtimes: RUNTIMES, registryMirror: 'registry.example.com/mirror' }), JOB_KINDS);
  expect(runtimes.map(({ image }) => image)).toEqual(['library/python:3.13', 'tensorflow/tensorflow:2.21.0', 'apache/spark:4.2.0'].map((image) => `registry.example.com/mirror/${image}`).concat('localhost/java:21'));
});

test('sizes say what a pod gets, and where', () => {
  const sizes = { Small: { cpu: '500m', memory: '1Gi', nodePool: 'cpu' }, Large: { cpu: '4', memory: '16Gi', gpus: 2, nodePool: 'gpu' } };
  expect(offerOf(catalog({ sizes }), JOB_KINDS).sizes).toEqual([
    { name: 'Small', cpu: '500m', memory: '1Gi', gpus: 0, nodePool: 'cpu' },
    { name: 'Large', cpu: '4', memory: '16Gi', gpus: 2, nodePool: 'gpu' },
  ]);
});
