import { resolve } from "node:path";

interface Branch<T> {
  readonly below: Map<string, Branch<T>>;
  value: T | undefined;
}

const newBranch = <T>(): Branch<T> => ({ below: new Map(), value: undefined });

/** Values at absolute paths of a container, found by what lies below them; that takes as long as the path is, however many there are. */
export class PathTree<T> {
  private readonly root: Branch<T> = newBranch();

  /** Keeps a value at a path, in place of one that is there. */
  set(path: string, value: T): void {
    let at = this.root;
    for (const name of names(path)) {
      const next = at.below.get(name) ?? newBranch<T>();
      at.below.set(name, next);
      at = next;
    }
    at.value = value;
  }

  /** The values at a path and at all that it is below, outermost first. */
  covering(path: string): T[] {
    const found: T[] = [];
    let at: Branch<T> | undefined = this.root;
    for (const name of ["", ...names(path)]) {
      if (name !== "") at = at.below.get(name);
      if (at === undefined) break;
      if (at.value !== undefined) found.push(at.value);
    }
    return found;
  }
}

function names(path: string): string[] {
  return resolve("/", path).split("/").filter((name) => name !== "");
}
