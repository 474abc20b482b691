import { readSettings } from '../../operator/settings';

test('an empty environment gives the defaults', () => {
  expect(readSettings({})).toEqual({
    port: 8080,
    catalogFile: '/etc/ds-platform/catalog/catalog.json',
    logLevel: 'info',
    namespace: 'ds-platform',
    syncLimitMilliseconds: 10_000,
    catalogPollMilliseconds: 5000,
  });
});

test('everything that is wrong is told at once', () => {
  expect(() => readSettings({ PORT: 'http', LOG_LEVEL: 'loud', CATALOG_POLL_SECONDS: '0' })).toThrow(
    expect.objectContaining({ errors: ['LOG_LEVEL', 'PORT', 'CATALOG_POLL_SECONDS'].map((path) => expect.objectContaining({ path })) }),
  );
});
