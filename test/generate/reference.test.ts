import { referencePages } from '../../generate/reference';

const pages = referencePages().map(({ file, text }) => [file, text] as const);

describe.each(pages)('%s', (_file, text) => {
  test('shows values as people write them', () => {
    expect(text).not.toMatch('[object');
  });

  test('shows no empty example', () => {
    expect(text).not.toContain('Example: ``');
  });
});

test('a map is shown as a map', () => {
  const catalog = pages.find(([file]) => file === 'docs/reference/catalog.md')?.[1];
  expect(catalog).toContain('Example: `{"fs.defaultFS":"hdfs://CLUSTER"}`');
});
