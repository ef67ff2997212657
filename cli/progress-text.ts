import type { RunProgress } from "./message-tail.ts";
import { summaryLine } from "../reports/model/printable.ts";

/** Seconds as a reader says them: 48 s, 3 min 5 s. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** One line of progress. The time left is an estimate from the pace so far, once there is one. */
export function progressText(progress: RunProgress, total: number, elapsedMs: number): string {
  const { finished, failed, running } = progress;
  const parts = [`${finished} of ${total}`];
  if (failed > 0) parts.push(`${failed} differ, known or not`);
  if (finished >= 3 && finished < total) parts.push(`about ${duration((elapsedMs / finished) * (total - finished))} left`);
  if (running[0] !== undefined) parts.push(summaryLine(running[0], 70));
  return parts.join(" · ");
}
