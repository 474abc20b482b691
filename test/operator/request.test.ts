import { PlatformError } from '../../lib/errors';
import { customize } from '../../operator/customize';
import { readRequest } from '../../operator/request';
import { request } from './request';

const PARENT = { apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata: { name: 'a', namespace: 'b' }, spec: {} };

describe('a request', () => {
  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'InvalidManifest', 'parent.kind'],
    ['a list', [], 'InvalidManifest', 'parent.kind'],
    ['no parent', { children: {} }, 'InvalidManifest', 'parent.apiVersion'],
    ['a parent without a name', { parent: { ...PARENT, metadata: { namespace: 'b' } } }, 'InvalidManifest', 'parent.metadata.name'],
    ['a parent without a namespace', { parent: { ...PARENT, metadata: { name: 'a' } } }, 'InvalidManifest', 'parent.metadata.namespace'],
    ['a parent of another kind', { parent: { ...PARENT, kind: 'Deployment' } }, 'UnknownKind', 'parent.kind'],
    ['a parent of another group', { parent: { ...PARENT, apiVersion: 'apps/v1' } }, 'UnknownKind', 'parent.kind'],
  ])('with %s is refused', (_name, body, code, path) => {
    expect.assertions(3);
    try {
      readRequest(body);
    } catch (error) {
      expect(error).toBeInstanceOf(PlatformError);
      expect((error as PlatformError).code).toBe(code);
      expect((error as PlatformError).errors.map((one) => one.path)).toContain(path);
    }
  });

  test('without children has none', () => {
    expect(readRequest({ parent: PARENT })).toMatchObject({ children: {}, related: {} });
  });
});

test('the customize hook selects by name alone', () => {
  const labelSelector = { matchLabels: { 'ds.bloomberg.com/job-name': 'news' } };
  expect(customize(request())).toEqual({
    relatedResources: [
      { apiVersion: 'v1', resource: 'pods', labelSelector },
      { apiVersion: 'kueue.x-k8s.io/v1beta2', resource: 'workloads', labelSelector },
      { apiVersion: 'ds.bloomberg.com/v1', resource: 'datasets', labelSelector: { matchLabels: {} } },
    ],
  });
});
