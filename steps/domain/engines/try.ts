import { startEngine } from "./start.ts";
import { runCommand, stdoutOf, stderrOf } from "../command.ts";
import { ContainerAction, EngineName, ContainerRequest } from "./engine.ts";
import { rmSync } from "node:fs";
async function one(name: EngineName, runtime: string) {
  const w = "/work/main/.cache/tmp-eng/" + name; rmSync(w, {recursive:true, force:true});
  let t = Date.now();
  const e = await startEngine(name, { engines: "/work/main/.cache/engines", directory: w, runtime: { path: runtime, flags: [] }, hide: [], rootfs: "/tmp/eng/rootfs", keep: [] });
  console.log(name, "start", Date.now() - t);
  try {
    let n = 0;
    const go = async (argv: readonly string[], stdinFile?: string) => { n++; const r = await runCommand({ argv, stdoutFile: `${w}/${n}.out`, stderrFile: `${w}/${n}.err`, cwd: w, timeoutMs: 120000, ...(stdinFile?{stdinFile}:{}) }); return r; };
    const run = async (q: ContainerRequest, stdin?: string) => { const r = await go(e.run(q), stdin); console.log("run", q.argv.join(" "), "->", r.exit, Math.round(r.durationMs), JSON.stringify(stdoutOf(r)), stderrOf(r).slice(0, 300)); };
    const act = async (c: string, a: ContainerAction) => { try { let r; for (const x of e.commands(c, a)) r = await go(x); if (r) console.log(a.kind, r.exit, Math.round(r.durationMs), JSON.stringify(e.answer(c, a, r)), stderrOf(r).slice(0, 300)); } catch (x) { console.log(String(x)); } };
    await run({ name: "c-1", argv: ["echo", "hello"] });
    await act("c-1", { kind: "status" }); await act("c-1", { kind: "pid" });
    await act("c-1", { kind: "remove" });
    await run({ name: "c-2", argv: ["sh", "-c", "exit 42"] });
    if (name !== "containerd") await run({ name: "c-3", argv: ["cat"], interactive: true }, "/etc/hostname");
    await run({ name: "c-4", argv: ["sh", "-c", "tty; cat /sys/fs/cgroup/memory/memory.limit_in_bytes"], terminal: name !== "containerd", memoryBytes: 64 << 20 });
    await run({ name: "c-5", argv: ["touch", "/v/f"], bind: { source: w + "/home", target: "/v" } });
    await run({ name: "c-6", argv: ["nonexist"] });
    await run({ name: "c-7", argv: ["/tmp"] });
    await run({ name: "s-1", detached: true, argv: ["sh", "-c", "echo started; trap 'echo bye; exit 7' TERM; while :; do sleep 0.1; done"] });
    for (const kind of ["status", "pid", "top", "pause", "status", "resume", "logs"] as const) await act("s-1", { kind });
    await act("s-1", { kind: "exec", argv: ["sh", "-c", "echo in; exit 5"] });
    await act("s-1", { kind: "stop", graceS: 5 });
    await act("s-1", { kind: "kill", signal: "TERM" });
    await new Promise((r) => setTimeout(r, 500));
    for (const kind of ["status", "wait", "pid", "logs", "exit status", "remove", "status"] as const) await act("s-1", { kind });
  } finally { t = Date.now(); await e.close(); console.log("close", Date.now() - t); }
}
void one(process.argv[2] as EngineName, process.argv[3] ?? "/usr/sbin/runc");
