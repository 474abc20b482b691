import { type Event, EVENT_ID, getScalarValue, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Json } from '../k8s/object';
import { keyOf } from './keys';
import { type Resolved, resolvePlain } from './resolve';
import { resolveTagged } from './tags';

/** Most keys that merges (`<<`) give in a stream. */
const MAX_MERGED = 100_000;

interface JsonMap {
  [key: string]: Json;
}

/** A collection that is being filled, or the document around it. */
interface Frame {
  readonly value: Json[] | JsonMap;
  /** In a mapping: the key whose value comes next. */
  key?: { readonly name: string; readonly merge: boolean; readonly position: number } | undefined;
  /** Keys that stand there themselves: those that a merge gave may be given again. */
  readonly own: Set<string>;
}

/** Makes values of what a parser found, by the rules of kubectl. Merges count in their order: what comes later wins. @throws YAMLException */
export function construct(events: readonly Event[], source: string): Json[] {
  return new Construction(source).all(events);
}

class Construction {
  private readonly documents: Json[] = [];
  private frames: Frame[] = [];
  private anchors = new Map<string, Json>();
  private merged = 0;

  constructor(private readonly source: string) {}

  all(events: readonly Event[]): Json[] {
    for (const event of events) this.take(event);
    return this.documents;
  }

  private take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.anchors = new Map();
        return void this.frames.push({ value: [], own: new Set() });
      case EVENT_ID.SEQUENCE:
        return this.open([], event);
      case EVENT_ID.MAPPING:
        return this.open({}, event);
      case EVENT_ID.SCALAR:
        return this.scalar(event);
      case EVENT_ID.ALIAS:
        return this.alias(event);
      case EVENT_ID.POP:
        return this.close();
    }
  }

  private open(value: Json[] | JsonMap, event: Anchored & { start: number }): void {
    const frame = this.frames.at(-1) as Frame;
    if (this.expectsKey(frame)) this.fail(event.start, 'a key is a list or a mapping');
    this.anchor(event, value);
    this.frames.push({ value, own: new Set() });
  }

  private close(): void {
    const { value } = this.frames.pop() as Frame;
    if (this.frames.length > 0) this.add(value, 0);
    else this.documents.push((value as Json[])[0] ?? null);
  }

  private scalar(event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): void {
    const text = getScalarValue(this.source, event);
    const tag = event.tagStart < 0 ? '' : this.source.slice(event.tagStart, event.tagEnd);
    const resolved = tag === '' && event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : resolveTagged(tag, text);
    if (resolved === undefined) return this.fail(event.tagStart, `${JSON.stringify(text)} is no ${tag}`);
    this.anchor(event, resolved.value);
    const position = event.valueStart < 0 ? Math.max(event.tagStart, event.anchorStart, 0) : event.valueStart;
    if (this.expectsKey(this.frames.at(-1) as Frame)) this.key(resolved, position);
    else this.add(resolved.value, position);
  }

  private alias(event: { anchorStart: number; anchorEnd: number }): void {
    const name = this.source.slice(event.anchorStart, event.anchorEnd);
    const value = this.anchors.get(name);
    if (value === undefined) return this.fail(event.anchorStart, `unidentified alias "${name}"`);
    const frame = this.frames.at(-1) as Frame;
    if (!this.expectsKey(frame)) return this.add(value, event.anchorStart);
    if (typeof value === 'object') return this.fail(event.anchorStart, 'a key is a list, a mapping or nothing');
    this.key({ kind: typeof value === 'string' ? 'str' : typeof value === 'boolean' ? 'bool' : Number.isInteger(value) ? 'int' : 'float', value } as Resolved, event.anchorStart);
  }

  private expectsKey({ value, key }: Frame): boolean {
    return !Array.isArray(value) && key === undefined;
  }

  private key(resolved: Resolved, position: number): void {
    const name = keyOf(resolved);
    if (name === undefined) return this.fail(position, 'a key is nothing, or a number of more than 63 bits. Quote it');
    (this.frames.at(-1) as Frame).key = { name, merge: resolved.kind === 'merge', position };
  }

  private add(value: Json, position: number): void {
    if (typeof value === 'number' && !Number.isFinite(value)) this.fail(position, 'Kubernetes has no number that is infinite or none. Quote it, if it is a text');
    const frame = this.frames.at(-1) as Frame;
    if (Array.isArray(frame.value)) return void frame.value.push(value);
    const { name, merge, position: place } = frame.key as NonNullable<Frame['key']>;
    frame.key = undefined;
    if (merge) return this.merge(frame.value, value, place);
    if (frame.own.has(name)) this.fail(place, `duplicated mapping key ${JSON.stringify(name)}`);
    frame.own.add(name);
    define(frame.value, name, value);
  }

  /** Of several mappings the first wins. */
  private merge(target: JsonMap, value: Json, position: number): void {
    const given = Array.isArray(value) ? [...value].reverse() : [value];
    for (const source of given) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) return this.fail(position, 'what is merged is no mapping, or list of mappings');
      if (this.frames.some((frame) => frame.value === source)) return this.fail(position, 'a mapping is merged into itself');
      for (const [name, part] of Object.entries(source)) {
        if (++this.merged > MAX_MERGED) return this.fail(position, `merges give more than ${MAX_MERGED} keys`);
        define(target, name, part as Json);
      }
    }
  }

  private anchor({ anchorStart, anchorEnd }: Anchored, value: Json): void {
    if (anchorStart >= 0) this.anchors.set(this.source.slice(anchorStart, anchorEnd), value);
  }

  private fail(position: number, reason: string): never {
    YAMLException.throwAt(this.source, position, reason);
  }
}

interface Anchored {
  readonly anchorStart: number;
  readonly anchorEnd: number;
}

/** Also a key that objects inherit becomes one of its own. */
function define(target: JsonMap, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
