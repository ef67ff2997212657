/** Holds the names that scenarios may need to the probes that ask the host for them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { hostFeatureProbes, probeHost } from "../../steps/domain/host-features.ts";

const file = "fixtures/catalogue/host-features.yaml";

test("the list of host features is that of the probes", () => {
  const { features } = parse(readFileSync(join(__dirname, "../..", file), "utf8")) as { readonly features: readonly string[] };
  assert.deepEqual(features, hostFeatureProbes.map(({ name }) => name).sort(), `correct ${file}`);
});

test("what the host lacks is told by a whole sentence", async () => {
  for (const { name, what } of hostFeatureProbes) assert.doesNotMatch(what, /^(lack|no|raising|making) /, `"the host lacks ${what}" is no sentence (${name})`);
  for (const { present, reason } of Object.values(await probeHost())) {
    assert.ok(present || /^the host lacks [^;]+; to have it: ./.test(reason), reason);
  }
});
