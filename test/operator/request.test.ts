import { PlatformError } from '../../lib/errors';
import { readRequest } from '../../operator/request';

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

  test('tells what the API server refused', () => {
    expect(readRequest({ parent: PARENT, refused: 'JobSet a-py: no' }).refused).toBe('JobSet a-py: no');
    expect(readRequest({ parent: PARENT, refused: 7 })).not.toHaveProperty('refused');
  });

  test('without children has none', () => {
    expect(readRequest({ parent: PARENT })).toMatchObject({ children: {}, related: {} });
  });
});
