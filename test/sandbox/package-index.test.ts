import * as fs from 'node:fs';
import * as path from 'node:path';
import { requirementVersion } from '../../sandbox/images/versions';
import { ROOT } from '../support/console';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const image = requirementVersion(path.join(ROOT, 'sandbox/images/tensorflow-requirements.txt'), 'tensorflow-cpu');

test('Keras 2 goes with the TensorFlow of the image, and so does what stands for it in the package index', () => {
  const minor = image.split('.').slice(0, 2).join('.');
  expect(requirementVersion(path.join(ROOT, 'sandbox/package-index/keras-requirements.txt'), 'tf-keras')).toMatch(`${minor}.`);
  expect(read('sandbox/package-index/packages/tensorflow/pyproject.toml')).toContain(`version = "${image}"`);
  expect(read('sandbox/package-index/packages/tensorflow/pyproject.toml')).toContain(`"tensorflow-cpu==${image}"`);
  expect(read('examples/programs/keras_fit/pyproject.toml')).toContain(`"tf-keras==${minor}.*"`);
});

test('the page on TensorFlow speaks of the versions that are there', () => {
  expect(read('docs/tensorflow.md')).toContain(`TensorFlow ${image} with Keras ${requirementVersion(path.join(ROOT, 'sandbox/images/tensorflow-requirements.txt'), 'keras')}`);
});
