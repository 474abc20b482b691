import { enginesOf } from '../../../lib/platform/needed';
import type { OptionalEngine } from '../../../lib/catalog/spec';
import { catalog } from '../../builders/catalog';

const names = (engines?: OptionalEngine[]): string[] => enginesOf({}, catalog({ engines })).map(({ definition }) => definition.name);

test('every platform has two engines', () => {
  expect(names()).toEqual(['jobset', 'kueue']);
});

test("the catalog's engine spark brings the Spark operator", () => {
  expect(names(['spark'])).toEqual(['jobset', 'kueue', 'sparkOperator']);
});

test("Katib is not the platform's to install", () => {
  expect(names(['katib'])).toEqual(names());
});
