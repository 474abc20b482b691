import { applyOperation, pointerTokens } from '../../../../lib/jobs/common/json-patch';

describe('a JSON Pointer', () => {
  test.each([
    ['', []],
    ['/', ['']],
    ['/a~1b/~01', ['a/b', '~1']],
    ['a', undefined],
    ['/~2', undefined],
    ['/a~', undefined],
  ])('%j is read as RFC 6901 says', (pointer, tokens) => {
    expect(pointerTokens(pointer)).toEqual(tokens);
  });

  const DOCUMENT = { list: ['a', 'b'], map: { name: 'x' } };
  test.each(['/map/constructor', '/map/__proto__', '/map/__proto__/polluted', '/map/constructor/prototype/polluted', '/map/toString/call', '/list/length', '/list/-1', '/list/00', '/list/1e0', '/list/+0', '/list/3', '/list/push', '/list/-/x', '/map/name/length', '/map/name/0', '//', '/missing/x'])(
    'leads nowhere by what is inherited, by no index, or beyond the end: %s',
    (path) => {
      for (const op of ['add', 'replace', 'remove'] as const) {
        const document = structuredClone(DOCUMENT);
        const isNewMember = op === 'add' && path === '/map/constructor';
        expect(applyOperation(document, { op, path, value: {} })).toBe(isNewMember);
        if (!isNewMember) expect(document).toEqual(DOCUMENT);
      }
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  test('adds to the end of a list, in its middle, and takes away', () => {
    const document = { list: ['a', 'b'] };
    expect(applyOperation(document, { op: 'add', path: '/list/-', value: 'c' })).toBe(true);
    expect(applyOperation(document, { op: 'add', path: '/list/3', value: 'd' })).toBe(true);
    expect(applyOperation(document, { op: 'add', path: '/list/1', value: 'x' })).toBe(true);
    expect(applyOperation(document, { op: 'remove', path: '/list/0' })).toBe(true);
    expect(applyOperation(document, { op: 'replace', path: '/list/0', value: 'y' })).toBe(true);
    expect(document.list).toEqual(['y', 'b', 'c', 'd']);
  });
});
