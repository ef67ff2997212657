import { setTimeout as delay } from "node:timers/promises";
import { ContainerStatusError, messageOf } from "../errors/errors.ts";
import { formatJson, isObject, type Json } from "../oci/json.ts";
import { ask } from "../sandbox/control-client.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import { readState, statusOf } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

const timeoutMs = 30_000;
/** Between two answers to the question whether there were kills. */
const pauseMs = 300;
/** A timer of Node holds no more than 2^31 ms. */
const longestWaitMs = 2 ** 31 - 1;

function running(context: Context, id: string): string {
  const state = readState(context.root, id);
  const status = statusOf(state);
  if (status === "stopped" || status === "creating") throw new ContainerStatusError(`container with id ${id} is not running`);
  return sandboxPath(context.root, state.sandbox);
}

function line(type: "stats" | "oom", id: string, data?: Json): string {
  return `${formatJson({ type, id, ...(data === undefined ? {} : { data }) })}\n`;
}

/** `vrun events --stats`: one line. @throws {ContainerStatusError} when the container has stopped. */
export async function stats(context: Context, id: string): Promise<string> {
  return line("stats", id, await ask(running(context, id), { op: "statistics", id }, timeoutMs));
}

/** More than a kernel kills between two answers, and few enough to print: the count is the guest's, who need not be honest. */
const toldMax = 100;

/** How many kills are to be told of when the count has grown from one answer to the next. */
export function killsToTell(before: number, now: number): number {
  return now > before ? Math.min(now - before, toldMax) : 0;
}

/** Tells of each kill for lack of memory, until the container has ended. */
async function tellOoms(sandbox: string, id: string, print: (text: string) => void): Promise<void> {
  let seen = 0;
  let first = true;
  for (;;) {
    const answer = await ask(sandbox, { op: "wait-oom", id, seen: first ? -1 : seen }, longestWaitMs);
    const { kills, ended } = isObject(answer) ? answer : {};
    // What was before nobody asked is not told.
    const untold = first ? 0 : killsToTell(seen, Number(kills));
    for (let told = 0; told < untold; told++) print(line("oom", id));
    seen = Number(kills);
    first = false;
    if (ended === true) return;
    await delay(pauseMs);
  }
}

/** `vrun events`: statistics every `intervalMs` and kills for lack of memory, until the container has ended. */
export async function events(context: Context, id: string, intervalMs: number, print: (text: string) => void): Promise<void> {
  const sandbox = running(context, id);
  const stop = new AbortController();
  const telling = tellOoms(sandbox, id, print)
    // The sandbox may go before it has answered: that is an end too.
    .catch((error: unknown) => context.log.debug(messageOf(error)))
    .finally(() => stop.abort());
  while (!stop.signal.aborted) {
    await delay(Math.min(intervalMs, longestWaitMs), undefined, { signal: stop.signal }).catch(() => undefined);
    if (stop.signal.aborted) break;
    await ask(sandbox, { op: "statistics", id }, timeoutMs).then(
      (data) => print(line("stats", id, data)),
      (error: unknown) => context.log.debug(messageOf(error)),
    );
  }
  await telling;
}
