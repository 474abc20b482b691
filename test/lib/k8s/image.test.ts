import { mirrored } from '../../../lib/k8s/image';

const MIRROR = 'registry.example.com/mirror';
const DIGEST = `sha256:${'0'.repeat(64)}`;

test.each([
  ['docker.io/library/python:3.13', 'library/python:3.13'],
  ['docker.io/tensorflow/tensorflow:2.19.0', 'tensorflow/tensorflow:2.19.0'],
  ['quay.io/a/b/c:1', 'a/b/c:1'],
  ['registry:5000/a:1', 'a:1'],
  ['apache/spark:4', 'apache/spark:4'],
  ['python', 'library/python'],
  ['python:3.13', 'library/python:3.13'],
  [`python@${DIGEST}`, `library/python@${DIGEST}`],
  [`docker.io/library/python@${DIGEST}`, `library/python@${DIGEST}`],
])('%s is pulled from the mirror as %s', (image, repository) => {
  expect(mirrored(image, MIRROR)).toBe(`${MIRROR}/${repository}`);
  expect(mirrored(image, `${MIRROR}/`)).toBe(`${MIRROR}/${repository}`);
});

test('an image that is only on the nodes is not mirrored', () => {
  expect(mirrored('localhost/sandbox/python:3', MIRROR)).toBe('localhost/sandbox/python:3');
});

test('without a mirror, images are pulled as they are written', () => {
  expect(mirrored('python', undefined)).toBe('python');
});
