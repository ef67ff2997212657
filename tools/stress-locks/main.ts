/**
 * Eight processes and one lock, whose owners are killed at random, 10,000 times: never two hold it.
 *
 *     npm run stress-locks -- [SECTIONS]
 */
import { stressLocks } from "./stress.ts";

const sections = Number(process.argv[2] ?? 10_000);

void stressLocks(sections, 8).then(({ sections: done, killed, violations }) => {
  console.log(`${done} sections, ${killed} processes killed, ${violations.length} times two inside`);
  for (const violation of violations.slice(0, 10)) console.log(violation);
  process.exitCode = violations.length === 0 ? 0 : 1;
});
