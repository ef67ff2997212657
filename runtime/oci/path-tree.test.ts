import assert from "node:assert/strict";
import { test } from "node:test";
import { PathTree } from "./path-tree.ts";

test("what covers a path is found from the outside in, and what only begins like it is not", () => {
  const tree = new PathTree<number>();
  for (const [path, value] of [["/a", 1], ["/a/b/c", 2], ["/", 3], ["/ab", 4], ["/a/./x/..", 5]] as const) tree.set(path, value);
  assert.deepEqual(tree.covering("/a/b/c/d"), [3, 5, 2]);
  assert.deepEqual(tree.covering("/a/b"), [3, 5]);
  assert.deepEqual(tree.covering("a/b/c"), [3, 5, 2]);
  assert.deepEqual(tree.covering("/abc"), [3]);
  assert.deepEqual(new PathTree<number>().covering("/a"), []);
});
