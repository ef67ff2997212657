import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError } from "../errors/errors.ts";
import { annotatedProperties, planScope } from "./systemd-scope.ts";

const property = (name: string, value: string): Record<string, string> => ({ [`org.systemd.property.${name}`]: value });

const taken: readonly (readonly [string, string, string])[] = [
  ["TimeoutStopUSec", "uint64 10000000", "TimeoutStopSec=10000000us"],
  ["TimeoutStopSec", "10", "TimeoutStopSec=10s"],
  ["CollectMode", "'inactive-or-failed'", "CollectMode=inactive-or-failed"],
  ["DefaultDependencies", "true", "DefaultDependencies=true"],
  ["After", "['a.service', \"b.service\"]", "After=a.service b.service"],
];
for (const [name, value, expected] of taken)
  test(`an annotation's ${name} ${value} becomes ${expected}`, () => {
    assert.deepEqual(annotatedProperties({ other: "x", ...property(name, value) }), [expected]);
  });

const refused: readonly (readonly [string, string])[] = [
  ["ab", "true"],
  ["Bad1", "true"],
  ["CollectMode", "inactive"],
  ["CollectMode", "'a', 'b'"],
  ["TimeoutStopSec", "'ten'"],
];
for (const [name, value] of refused)
  test(`an annotation's ${name} ${value} is refused`, () => {
    assert.throws(() => annotatedProperties(property(name, value)), ConfigError);
  });

for (const path of ["/a/b", "a:b", "a:b:c:d"])
  test(`the cgroupsPath ${path} is refused with the form that is expected`, () => {
    assert.throws(() => planScope(path, "id", {}), (error) => error instanceof ConfigError && error.message.includes("slice:prefix:name"));
  });

test("a slice as the container's cgroup is refused", () => {
  assert.throws(() => planScope("system.slice:lacuna:inner.slice", "id", {}), { refusal: "a slice as the container's cgroup" });
});
