import * as pulumi from '@pulumi/pulumi';

/** Project that the tests' programs belong to, as in Pulumi.yaml. */
export const PROJECT = 'ds-platform';

/** Configuration as `pulumi config set` stores it; keys without the project's name. */
export type Configuration = Readonly<Record<string, string | object>>;

/** Gives the programs that follow this configuration, and no other. */
export function configure(config: Configuration): void {
  const entries = Object.entries(config).map(([key, value]) => [`${PROJECT}:${key}`, typeof value === 'string' ? value : JSON.stringify(value)]);
  pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }), call: () => ({}) }, PROJECT, 'test');
  pulumi.runtime.setAllConfig(Object.fromEntries(entries));
}
