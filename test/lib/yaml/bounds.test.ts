import { parseYaml } from '../../../lib/yaml/read';

/** Aliases of aliases: each level repeats the one before it. */
const levels = (count: number, width: number): string =>
  ['a0: &a0 [x]', ...Array.from({ length: count }, (_, at) => `a${at + 1}: &a${at + 1} [${Array.from({ length: width }, () => `*a${at}`).join(', ')}]`)].join('\n');

test('aliases are read as what they stand for', () => {
  expect(parseYaml(levels(1, 2), 'a.yaml')).toEqual([{ a0: ['x'], a1: [['x'], ['x']] }]);
});

test('a document whose aliases stand for too many values is refused at once', () => {
  expect(() => parseYaml(levels(7, 8), 'a.yaml')).toThrow(/document 1: is too large with its aliases \(given more than 1000000 values\)/);
});

test('a document that holds itself is refused', () => {
  expect(() => parseYaml('kind: a\n---\na: &a [*a]\n', 'a.yaml')).toThrow(/document 2: is nested too deeply with its aliases \(given more than 100 levels\)/);
});

test('a document that is nested too deeply is refused', () => {
  expect(() => parseYaml('['.repeat(50_000), 'a.yaml')).toThrow(/is not YAML: nesting exceeded maxDepth \(100\)/);
});

test('a text that is too long is refused before it is read', () => {
  expect(() => parseYaml(`a: ${'x'.repeat(16 * 1024 * 1024)}`, 'a.yaml')).toThrow('is too large (given 16777219 characters). Allowed: at most 16777216.');
});
