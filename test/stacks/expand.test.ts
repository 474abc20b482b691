import * as pulumi from '@pulumi/pulumi';
import { clusterAccess, type ClusterAccess } from '../../stacks/components/access';
import { expandedBy } from '../../stacks/components/expand';
import { retainDefinitions } from '../../stacks/components/kept';
import { deploy } from '../../stacks/deploy';
import { readConfig } from '../../stacks/config';
import { record } from './recorder';

const CRD = 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition';

type Opened = Awaited<ReturnType<typeof open>>;

/** What becomes of the children of a chart that is part of something of a provider's. */
async function open(own: keyof ClusterAccess) {
  const { result } = await record(async () => {
    const access = clusterAccess();
    const parent = new pulumi.ComponentResource('test:test:Part', 'part', {}, { provider: access[own] });
    const { provider, transforms } = expandedBy({ kept: access.kept, parent, child: retainDefinitions(access.kept) });
    const given = (type: string, custom = true) => ({ custom, type, name: 'n', props: {}, opts: { provider: access.kept } }) as unknown as pulumi.ResourceTransformArgs;
    const child = async (type: string, custom?: boolean) => (await transforms?.[0]?.(given(type, custom)))?.opts as pulumi.CustomResourceOptions | undefined;
    const chosen = { itself: await child('kubernetes:helm.sh/v4:Chart', false), ordinary: await child('kubernetes:core/v1:ConfigMap'), definition: await child(CRD) };
    return { access, provider, ...chosen };
  });
  return result;
}

describe('a chart of objects that come and go', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open('cluster');
  });

  test('is opened up by the provider that makes the definitions', () => {
    expect(opened.provider).toBe(opened.access.kept);
    expect(opened.itself).toBeUndefined();
  });

  test('hands its objects to the provider of what it is part of, except definitions', () => {
    expect(opened.ordinary?.provider).toBe(opened.access.cluster);
    expect(opened.definition).toMatchObject({ retainOnDelete: true });
    expect(opened.definition?.provider).toBe(opened.access.kept);
  });
});

test('what is all kept stays with its provider', async () => {
  const { provider, ordinary, definition } = await open('kept');
  expect([provider, ordinary]).toEqual([undefined, undefined]);
  expect(definition).toMatchObject({ retainOnDelete: true });
});

test('every chart and group of the platform is opened up by the same provider', async () => {
  const { resources } = await record(() => deploy(readConfig()), { config: { layer: 'platform' } });
  const opened = resources.filter(({ type }) => /:Chart$|:ConfigGroup$/.test(type));
  expect(opened.map(({ provider }) => provider.split('::').at(-2))).toEqual(opened.map(() => 'kept'));
});
