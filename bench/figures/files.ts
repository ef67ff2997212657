import { figureOf, median, type Measurement } from "../figure.ts";
import { command, makeBundle, vrun } from "../workspace.ts";

/** As floor/init does it; the guest's clock counts hundredths of a second. */
const script = `
now() { read -r seconds rest < /proc/uptime; echo "\${seconds%.*}\${seconds#*.}"; }
a=$(now); dd if=/shared/data of=/dev/null bs=1M 2>/dev/null; b=$(now)
dd if=/dev/zero of=/shared/written bs=1M count=256 conv=fsync 2>/dev/null; c=$(now)
echo "$((b - a)) $((c - b))"
`;

/** 256 MB through virtiofs, by a container and by the floor VM without one. */
export const files: Measurement = async ({ workspace, floor, runs, say }) => {
  const { folder, bundle, stateRoot } = workspace;
  const reading = `${folder}/reading`;
  await makeBundle(reading, ["/bin/sh", "-c", script], { "/shared": bundle });
  const seen = { read: [] as number[], write: [] as number[], floorRead: [] as number[], floorWrite: [] as number[] };
  say("256 MB read and written through virtiofs");
  for (let round = 0; round < runs; round += 1) {
    const [read = Number.NaN, write = Number.NaN] = (await command(vrun, ["--root", stateRoot, "--no-template", "run", "--bundle", reading, `files-${round}`])).stdout.trim().split(" ").map((hundredths) => Number(hundredths) * 10);
    const { measured } = await floor.run(["files"]);
    seen.read.push(read);
    seen.write.push(write);
    seen.floorRead.push(measured.get("read") ?? Number.NaN);
    seen.floorWrite.push(measured.get("write") ?? Number.NaN);
  }
  return [
    figureOf("speed of reading 256 MB / raw virtiofs", median(seen.floorRead) / median(seen.read), "ratio", { atLeast: 0.9 }),
    figureOf("speed of writing 256 MB / raw virtiofs", median(seen.floorWrite) / median(seen.write), "ratio", { atLeast: 0.9 }),
  ];
};
