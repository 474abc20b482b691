import * as fs from 'node:fs';
import * as path from 'node:path';
import * as yaml from 'js-yaml';
import { engineOf } from '../../lib/engines/table';

const PAGE = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'queueing.md'), 'utf8');

/** A mapping's values by their paths: `a.b`. */
function flat(value: object, at = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] =>
    typeof inner === 'object' && inner !== null ? flat(inner, `${at}${key}.`) : [[`${at}${key}`, String(inner)]],
  );
}

test('the page tells the times that Kueue is given for pods to get ready', () => {
  const { managerConfig } = engineOf('kueue').values({ image: () => 'example.com/kueue:1' }) as { managerConfig: { controllerManagerConfigYaml: string } };
  const { waitForPodsReady } = yaml.load(managerConfig.controllerManagerConfigYaml) as { waitForPodsReady: object };
  const told = new Map([...PAGE.matchAll(/^\| `([\w.]+)` \| `([^`]+)` \|/gm)].map(([, field = '', value = '']) => [field, value]));
  for (const [field, value] of flat(waitForPodsReady)) {
    if (field !== 'requeuingStrategy.timestamp') expect([field, told.get(field)]).toEqual([field, value]);
  }
});
