import type { Catalog } from '../catalog/spec';
import type { PlannedEngine } from '../engines/plan';
import type { Json } from '../k8s/object';

/** An image, and what runs it. */
export interface UsedImage {
  readonly image: string;
  /** `engine kueue`, `runtime python-3`, `operator`. */
  readonly usedBy: readonly string[];
}

/** Every image of a platform, in the order of its name: of its engines, of its runtimes, and of the objects of its own parts. */
export function usedImages(engines: readonly PlannedEngine[], runtimes: Catalog['runtimes'], parts: Readonly<Record<string, readonly object[]>>): UsedImage[] {
  const uses = new Map<string, Set<string>>();
  const add = (image: string, by: string): void => void uses.set(image, (uses.get(image) ?? new Set()).add(by));
  for (const { definition, images } of engines) Object.values(images).forEach((image) => add(image, `engine ${definition.name}`));
  for (const [name, { image }] of Object.entries(runtimes)) add(image, `runtime ${name}`);
  for (const [name, objects] of Object.entries(parts)) objects.flatMap((object) => imagesIn(object as Json)).forEach((image) => add(image, name));
  return [...uses].map(([image, by]) => ({ image, usedBy: [...by].sort() })).sort((a, b) => (a.image < b.image ? -1 : 1));
}

/** Images in an object of Kubernetes: of containers, and of objects that say `repository`, `image` and `version`, as NVIDIA's do. */
function imagesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { image, repository, version, name } = value;
  const inner = Object.values(value).flatMap(imagesIn);
  if (typeof image !== 'string') return inner;
  if (typeof repository === 'string' && typeof version === 'string') return [`${repository}/${image}:${version}`, ...inner];
  return typeof name === 'string' ? [image, ...inner] : inner;
}
