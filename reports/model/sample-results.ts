import path from "node:path";
import { buildResults } from "./build-results.ts";
import { loadCatalogue } from "./catalogue.ts";
import { readExpectations, type ExpectationSet } from "./expectations.ts";
import { mergeResults } from "./merge.ts";
import { projectRoot } from "./project-root.ts";
import type { Results } from "./results.ts";
import { readFileSync } from "node:fs";

/** Results of the recorded messages in fixtures/messages: for tests, which need every verdict at hand. */
export async function sampleResults(runtimes: readonly ("runc" | "vrun")[] = ["runc", "vrun"]): Promise<Results> {
  const directory = path.join(projectRoot(), "fixtures", "messages");
  const parts: Results[] = [];
  for (const runtime of runtimes) {
    parts.push(await buildResults({
      messagesPath: path.join(directory, `${runtime}.ndjson`), runDescriptionPath: path.join(directory, `${runtime}.run.json`),
      suite: { name: "lacuna", version: "0.1.0", commit: "0123456789abcdef0123456789abcdef01234567" },
      host: { kernel: "6.1.0-test", arch: "x86_64", distribution: "Debian GNU/Linux 12", cgroup: "hybrid" },
      runtime: { specVersion: "1.2.0", sha256: null }, accelerator: runtime === "vrun" ? "tcg" : null,
      shard: null, selection: null, catalogue: loadCatalogue(), expectations: runtime === "vrun" ? sampleExpectations() : null,
    }));
  }
  return mergeResults(parts);
}

/** What is known of the sample's vrun. */
export function sampleExpectations(): ExpectationSet {
  const file = "fixtures/messages/vrun.expectations.yaml";
  return readExpectations(readFileSync(path.join(projectRoot(), file), "utf8"), "vrun", file);
}
