import type { Construct, IConstruct } from 'constructs';

/** More levels than a construct tree has. */
const MAX_DEPTH = 1000;

/** Constructs of one kind, by the tree that they are in, to be found from other places of it: to search the tree each time would take long for an app of many jobs. */
export class Register<Kind extends Construct> {
  private readonly trees = new WeakMap<IConstruct, readonly Kind[]>();

  /** @param what what there is one of, in the plural: `catalogs` */
  constructor(private readonly what: string) {}

  add(construct: Kind): void {
    this.trees.set(construct.node.root, [...(this.trees.get(construct.node.root) ?? []), construct]);
  }

  /**
   * The construct that holds at a place of the tree: the nearest one that was made before, be it in another chart; undefined if there is none.
   * @throws Error when two are equally near
   */
  nearest(scope: IConstruct): Kind | undefined {
    const [first, second] = (this.trees.get(scope.node.root) ?? [])
      .map((construct) => ({ construct, distance: distance(scope, construct) }))
      .sort((a, b) => a.distance - b.distance);
    if (first !== undefined && first.distance === second?.distance) {
      const given = `${first.construct.node.path} and ${second.construct.node.path}`;
      throw new Error(`${scope.node.path}: two ${this.what} are equally near (given ${given}). Allowed: one. Move one of them nearer.`);
    }
    return first?.construct;
  }
}

/** Steps up from a place to what it has in common with a construct; among equals, steps down from there to the construct. */
function distance(scope: IConstruct, construct: IConstruct): number {
  const [from, to] = [scope.node.scopes, construct.node.scopes];
  const common = from.filter((place, index) => place === to[index]).length;
  return (from.length - common) * MAX_DEPTH + (to.length - common);
}
