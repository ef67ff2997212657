import assert from "node:assert/strict";
import { test } from "node:test";
import { isBinding, loadCatalogue, parseYaml } from "./catalogue.ts";
import { InputError } from "./input-error.ts";

test("the committed catalogues match their schemas and hold the documented limitations", () => {
  const catalogue = loadCatalogue();
  assert.ok(catalogue.requirements.size > 800);
  assert.ok(catalogue.behaviours.size > 400);
  const documented = [...catalogue.limitations.values()].filter((limitation) => limitation.documented);
  assert.equal(documented.length, 18);
  for (const limitation of catalogue.limitations.values()) {
    assert.ok(limitation.issues.length > 0 || limitation.source !== undefined, `${limitation.id} has neither issue nor source`);
  }
});

test("only keyword-based MUST, MUST NOT and REQUIRED are binding", () => {
  const { requirements } = loadCatalogue();
  const binding = [...requirements.values()].filter(isBinding);
  assert.ok(binding.length > 0);
  assert.ok(binding.every((r) => r.basis === undefined && ["MUST", "MUST NOT", "REQUIRED"].includes(r.level)));
});

test("text that is no YAML names its origin", () => {
  assert.throws(() => parseYaml("a: [", "x.yaml"), (e) => e instanceof InputError && e.message.startsWith("x.yaml: "));
});
