import { type Resolved, resolvePlain } from './resolve';

/** What an explicit tag may name with us; others say nothing to clients written in Go. */
const STANDARD = 'tag:yaml.org,2002:';

type Kind = Resolved['kind'];

/** What values a tag takes. An integer is a number with a point, too. */
const KINDS: Readonly<Record<string, readonly Kind[]>> = { bool: ['bool'], int: ['int', 'uint'], float: ['float', 'int'], null: ['null'], timestamp: ['timestamp'] };

/** A scalar with a tag. @returns nothing if it is none of that tag */
export function resolveTagged(tag: string, text: string): Resolved | undefined {
  const name = nameOf(tag);
  if (name === 'binary') return bytesOf(text);
  const kinds = KINDS[name];
  if (kinds === undefined) return { kind: 'str', value: text };
  const found = resolvePlain(text);
  return kinds.includes(found.kind) ? found : undefined;
}

/** `!!int`, `!<tag:yaml.org,2002:int>`. */
function nameOf(tag: string): string {
  if (tag.startsWith('!!')) return tag.slice(2);
  return tag.startsWith(`!<${STANDARD}`) ? tag.slice(2 + STANDARD.length, -1) : '';
}

function bytesOf(text: string): Resolved | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
  return { kind: 'str', value: Buffer.from(packed, 'base64').toString('utf8') };
}
