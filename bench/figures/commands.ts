import { figureOf, inTurn, median, type Measurement } from "../figure.ts";
import { command, leaving, vrun } from "../workspace.ts";

const executionsInFloor = 20;
/** Not vrun's: its cgroup would be the same, and runc refuses one that has processes since version 1.2. */
const runcId = "commands-runc";

/** The commands that managers call all the time, on a container that runs. */
export const commands: Measurement = async ({ workspace, floor, runs, say }) => {
  const { lasting, stateRoot, folder } = workspace;
  const runcRoot = `${folder}/runc`;
  say("exec and state on a running container");
  await leaving(vrun, ["--root", stateRoot, "run", "--detach", "--bundle", lasting, "commands"]);
  await leaving("runc", ["--root", runcRoot, "run", "--detach", "--bundle", lasting, runcId]);
  try {
    await command(vrun, ["--root", stateRoot, "exec", "commands", "/bin/true"]);
    const ms = await inTurn(runs * 4, {
      exec: async () => (await command(vrun, ["--root", stateRoot, "exec", "commands", "/bin/true"])).ms,
      state: async () => (await command(vrun, ["--root", stateRoot, "state", "commands"])).ms,
      node: async () => (await command(process.execPath, ["-e", "0"])).ms,
      runcState: async () => (await command("runc", ["--root", runcRoot, "state", runcId])).ms,
      runcExec: async () => (await command("runc", ["--root", runcRoot, "exec", runcId, "/bin/true"])).ms,
    });
    say("the same exec inside the guest");
    const inGuest: number[] = [];
    for (let round = 0; round < Math.max(1, Math.floor(runs / 2)); round += 1) inGuest.push(((await floor.run(["exec"])).measured.get("exec") ?? Number.NaN) / executionsInFloor);
    return [
      figureOf("exec of /bin/true / crun exec in the guest", ms.exec / median(inGuest), "ratio", { atMost: 1.5 }),
      figureOf("exec of /bin/true", ms.exec, "ms"),
      figureOf("crun exec in the guest", median(inGuest), "ms"),
      figureOf("exec of /bin/true / runc exec", ms.exec / ms.runcExec, "ratio"),
      figureOf("state / node -e 0", ms.state / ms.node, "ratio", { atMost: 1.3 }),
      figureOf("state / runc state", ms.state / ms.runcState, "ratio"),
      figureOf("state", ms.state, "ms"),
    ];
  } finally {
    await command(vrun, ["--root", stateRoot, "delete", "--force", "commands"]);
    await command("runc", ["--root", runcRoot, "delete", "--force", runcId]);
  }
};
