import fc from 'fast-check';
import { localNotebookHost, MAX_LABEL, notebookHost, notebookLabel, type NotebookPlace } from '../../../lib/mesh/notebook-host';

/** Few letters and many hyphens, so that what can be mistaken for another is among them. */
const letters = (first: string, length: number): fc.Arbitrary<string> =>
  fc.oneof(fc.string({ unit: fc.constantFrom('a', 'n', 'x', '1', '-', '--'), maxLength: 8 }), fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: length }))
    .map((rest) => (first + rest).slice(0, length).replace(/-+$/, ''));
const name = fc.constantFrom('a', 'x', 'xn').chain((first) => letters(first, 45));
const namespace = fc.constantFrom('a', '1', 's-news').chain((first) => letters(first, 63));
const place: fc.Arbitrary<NotebookPlace> = fc.record({ name, namespace });

const LABEL = /^[a-z][a-z0-9-]*[a-z0-9]$/;

describe('the label of a notebook', () => {
  test('is one of DNS, which no browser takes for an encoded one', () => {
    fc.assert(
      fc.property(place, (at) => {
        const label = notebookLabel(at);
        expect(label).toMatch(LABEL);
        expect(label.length).toBeLessThanOrEqual(MAX_LABEL);
        expect(label.slice(2, 4)).not.toBe('--');
        expect(new URL(`https://${notebookHost({ domain: 'notebooks.example.com' }, at)}/lab`).hostname).toBe(`${label}.notebooks.example.com`);
      }),
    );
  });

  test('is that of no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(place, { minLength: 2, maxLength: 50, selector: (at) => `${at.namespace}/${at.name}` }), (places) => {
        expect(new Set(places.map(notebookLabel)).size).toBe(places.length);
      }),
    );
  });

  test('is that of no other where the same characters are cut elsewhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '-', '--'), minLength: 3, maxLength: 60 }), (text) => {
        const places = [...text.matchAll(/-/g)]
          .map(({ index }) => ({ name: text.slice(0, index), namespace: text.slice(index + 1) }))
          .filter((at) => [at.name, at.namespace].every((part) => /^a([-a]*a)?$/.test(part)));
        expect(new Set(places.map(notebookLabel)).size).toBe(places.length);
      }),
    );
  });

  test.each<[NotebookPlace, string]>([
    [{ namespace: 's-news', name: 'explore' }, 'explore--s-news'],
    [{ namespace: 'b', name: 'a' }, 'a--b'],
    [{ namespace: 'c', name: 'a--b' }, 'a-b-ba5996911a3592ac9e8ed4ae'],
    [{ namespace: 'b--c', name: 'a' }, 'a-4db03c41aee2d13cd24d085c'],
    [{ namespace: 's-news', name: 'nb' }, 'nb-5662983b060dd14a2e12d76a'],
    [{ namespace: 'n'.repeat(63), name: 'explore' }, 'explore-4c09980aae85c8799837ef2a'],
  ])('of %j is %s', (at, label) => {
    expect(notebookLabel(at)).toBe(label);
  });
});

test('a forwarded notebook has a host of its own on this machine too', () => {
  expect(localNotebookHost({ namespace: 's-news', name: 'explore' })).toBe('explore--s-news.localhost');
});
