import { createInterface } from "node:readline";
import { execa } from "execa";
import { figureOf, inTurn, type Measurement } from "../figure.ts";
import { command, makeBundle, vrun } from "../workspace.ts";

/** A container of `/bin/true` from the call to its end: without a template, with one, and in the floor VM. */
export const starts: Measurement = async ({ workspace, floor, runs, say }) => {
  const { bundle, stateRoot, folder } = workspace;
  const printing = `${folder}/printing`;
  await makeBundle(printing, ["/bin/sh", "-c", "echo here; exec sleep 100000"]);
  let count = 0;
  const words = (): string[] => ["--bundle", bundle, `start-${(count += 1)}`];
  say("a start with the template, which is built on its first use");
  await command(vrun, ["--root", stateRoot, "run", ...words()]);
  say(`${runs} cold starts, starts from the template, and floors`);
  const ms = await inTurn(runs, {
    floor: async () => (await floor.run(["run"])).ms,
    cold: async () => (await command(vrun, ["--root", stateRoot, "--no-template", "run", ...words()])).ms,
    template: async () => (await command(vrun, ["--root", stateRoot, "run", ...words()])).ms,
    coldOutput: () => firstByte(["--root", stateRoot, "--no-template"], stateRoot, printing, `output-${(count += 1)}`),
    output: () => firstByte(["--root", stateRoot], stateRoot, printing, `output-${(count += 1)}`),
  });
  return [
    figureOf("cold run of /bin/true / floor", ms.cold / ms.floor, "ratio", { atMost: 1.15 }),
    figureOf("start from template / cold", ms.template / ms.cold, "ratio", { atMost: 0.3 }),
    figureOf("floor", ms.floor, "ms"),
    figureOf("cold run of /bin/true", ms.cold, "ms"),
    figureOf("run of /bin/true from template", ms.template, "ms"),
    figureOf("run to first output byte, cold", ms.coldOutput, "ms"),
    figureOf("run to first output byte, from template", ms.output, "ms"),
  ];
};

/** Milliseconds from the call of `vrun run` to the first line that the container prints. */
async function firstByte(globals: readonly string[], stateRoot: string, bundle: string, id: string): Promise<number> {
  const began = performance.now();
  const child = execa(vrun, [...globals, "run", "--bundle", bundle, id], { stdin: "ignore", reject: false, buffer: false });
  await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const ms = performance.now() - began;
  await command(vrun, ["--root", stateRoot, "delete", "--force", id]);
  await child;
  return ms;
}
