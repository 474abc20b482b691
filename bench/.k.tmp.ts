import { toYaml } from '../lib/yaml/write';
import { NASTY } from '../test/lib/yaml/nasty';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
const base = process.env.HOME + '/.cache/ds-platform/bin/';
const kubectl = base + fs.readdirSync(base).find((d) => /^kubernetes-[0-9a-f]{10,}$/.test(d)) + '/kubectl';
const strings = [...NASTY];
// pseudo-random ones
let seed = 12345; const rnd = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
const alphabet = [...'ab-yn01.:#\n\t \'"|>&*!%@`{}[],?~=<_/\\+eExoTZ$(', '\u0085', '\u2028', '\ufeff', 'é', '😀', '\r'];
for (let i = 0; i < 4000; i++) strings.push(Array.from({ length: 1 + rnd(9) }, () => alphabet[rnd(alphabet.length)]).join(''));
for (let i = 0; i < 2000; i++) strings.push(Array.from({ length: 1 + rnd(3) }, () => NASTY[rnd(NASTY.length)]).join(['', '\n', ' '][rnd(3)]));
const maps = []; 
for (let i = 0; i < strings.length; i += 50) maps.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'n' + i, namespace: 'default', annotations: Object.fromEntries(strings.slice(i, i + 50).map((s, k) => [`${s}`, s])) }, data: Object.fromEntries(strings.slice(i, i + 50).map((s, k) => ['k' + k, s])) });
const out = execFileSync(kubectl, ['create', '--dry-run=client', '--validate=false', '--kubeconfig', process.argv[2] ?? '/dev/null', '-o', 'json', '-f', '-'], { input: toYaml(maps), maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'pipe'] }).toString();
const docs = JSON.parse('[' + out.trim().replaceAll('\n}\n{', '\n},\n{') + ']');
const list = docs.flatMap((d: any) => d.kind === 'List' ? d.items : [d]);
let bad = 0, n = 0;
maps.forEach((m, i) => { for (const part of ['data'] as const) for (const [k, v] of Object.entries(m[part])) { n++; if (list[i]?.[part]?.[k] !== v) { bad++; if (bad < 20) console.log('DIFF', JSON.stringify(v), JSON.stringify(list[i]?.[part]?.[k])); } }
  for (const [k, v] of Object.entries(m.metadata.annotations)) { n++; if (list[i]?.metadata?.annotations?.[k] !== v) { bad++; if (bad < 20) console.log('KEYDIFF', JSON.stringify(k), JSON.stringify(list[i]?.metadata?.annotations?.[k])); } } });
console.log('compared', n, 'bad', bad, 'objects', list.length, maps.length);
