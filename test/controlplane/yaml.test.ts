import { toYaml } from '../../lib';
import { NASTY } from '../lib/yaml/nasty';
import { kubectl } from './support/cluster';

/** Kubernetes reads YAML with a Go library of its own, sigs.k8s.io/yaml: another one than those of the other tests. */
test('kubectl reads every string, as a key and as a value, as it was written', async () => {
  const strings = [...NASTY, ...NASTY.map((text) => `${text}\n${text}`), ...NASTY.map((text) => `${text} ${text}`)];
  const maps = strings.map((text, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `nasty-${index}`, annotations: { [text]: text } },
    data: { text, after: 'end' },
  }));
  const answer = await kubectl(['create', '--dry-run=client', '--validate=false', '-o', 'jsonpath={@}{"\\n"}', '-f', '-'], toYaml(maps));
  const read = answer.trim().split('\n').map((line) => JSON.parse(line) as (typeof maps)[number]);
  expect(read.map(({ data, metadata }) => ({ data, annotations: metadata.annotations }))).toEqual(maps.map(({ data, metadata }) => ({ data, annotations: metadata.annotations })));
});
