import type { MigModel, MigPlacement } from './mig-profiles';

/** How many parts of one profile a GPU holds; none if it has no such profile. */
export function partsPerGpu(model: MigModel, profile: string): number {
  const most = model.profiles[profile] === undefined ? 0 : model.slices;
  for (let count = most; count > 0; count -= 1) {
    if (fits(model, { [profile]: count })) return count;
  }
  return 0;
}

/** Whether one GPU holds these parts at the same time, each in a place of its own. */
export function fits(model: MigModel, parts: Readonly<Record<string, number>>): boolean {
  const placements = Object.entries(parts).flatMap(([profile, count]) => repeated(model.profiles[profile], count, model.slices));
  if (placements.length > model.slices || placements.includes(undefined)) return false;
  if (placements.filter((placement) => placement?.media).length > 1) return false;
  // Large parts have few places, so they come first.
  const ordered = (placements as MigPlacement[]).sort((a, b) => b.size - a.size || a.starts.length - b.starts.length);
  return place(ordered, 0);
}

/** One more than fits is enough to tell that they do not. */
function repeated(placement: MigPlacement | undefined, count: number, most: number): (MigPlacement | undefined)[] {
  return Array.from({ length: Math.min(count, most + 1) }, () => placement);
}

/** Tries every place for the first part, and then for the others. There are few: a GPU has at most eight slices. */
function place([first, ...others]: readonly MigPlacement[], taken: number): boolean {
  if (first === undefined) return true;
  return first.starts.some((start) => {
    const slices = ((1 << first.size) - 1) << start;
    return (taken & slices) === 0 && place(others, taken | slices);
  });
}
