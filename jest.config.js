/** Packages that are published as ES modules only: jest loads CommonJS. */
const ES_MODULES = ['@marcbachmann/cel-js', '@kubernetes/client-node', 'js-yaml', 'openid-client', 'oauth4webapi', 'jose', 'commander', 'socks-proxy-agent'];

/** @type {import('jest').Config} */
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '^.+\\.(ts|m?js)$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
  moduleNameMapper: {
    // What is loaded only when it is needed is named as it is called when built.
    '^(\\.\\.?/(?:platform|bundle|start|completion|port-forward|kube/[a-z-]+|commands/[a-z-]+))\\.js$': '$1',
    '^ds-platform$': '<rootDir>/constructs/index.ts',
    '^ds-platform/stacks$': '<rootDir>/stacks/library.ts',
    '^ds-platform/lib$': '<rootDir>/lib/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/'],
  // In jest's sandbox each look at a global costs much; code that packs and unpacks messages looks at these all the time.
  sandboxInjectedGlobals: ['Array', 'Object', 'Math'],
};

/**
 * `unit` needs no cluster. `cluster` is about the platform in one sandbox, one test file at a time; the tests of `own` bring up clusters of
 * their own, so the two may run side by side.
 */
module.exports = {
  // Here and not with a project, where jest does not look for it.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.test.ts'], testPathIgnorePatterns: ['/node_modules/', '/test/controlplane/'] },
    {
      ...shared,
      displayName: 'cluster',
      testMatch: ['<rootDir>/test/controlplane/*.test.ts'],
      globalSetup: '<rootDir>/test/controlplane/support/setup.ts',
      globalTeardown: '<rootDir>/test/controlplane/support/teardown.ts',
    },
    {
      ...shared,
      displayName: 'own',
      testMatch: ['<rootDir>/test/controlplane/own/*.test.ts'],
      globalSetup: '<rootDir>/test/controlplane/support/build.ts',
    },
  ],
};
