import { catalogOf } from '../../../lib/platform/catalog';
import { catalog, CPU_NODES, NOTEBOOK_GATEWAY } from '../../builders/catalog';
import { ingress } from '../../builders/ingress';

const notebooks = { domain: NOTEBOOK_GATEWAY.domain };

test('has the pools of the layer below, and the registry of the layer', () => {
  expect(catalogOf({ catalog: catalog(), registryMirror: 'registry.example.com' }, { big: CPU_NODES })).toEqual({
    ...catalog(),
    nodePools: { ...catalog().nodePools, big: CPU_NODES },
    registryMirror: 'registry.example.com',
  });
});

test('knows the way in to notebooks, from the ingress or from itself', () => {
  expect(catalogOf({ catalog: catalog(), mesh: {}, ingress: ingress({ notebooks }) }).notebookGateway).toEqual(NOTEBOOK_GATEWAY);
  expect(catalogOf({ catalog: catalog(), mesh: { clusterDomain: 'k8s.example.com' }, ingress: ingress({ notebooks }) }).notebookGateway?.clusterDomain).toBe('k8s.example.com');
  expect(catalogOf({ catalog: catalog({ notebookGateway: NOTEBOOK_GATEWAY }) }).notebookGateway).toEqual(NOTEBOOK_GATEWAY);
  expect(catalogOf({ catalog: catalog(), ingress: ingress() })).not.toHaveProperty('notebookGateway');
});
