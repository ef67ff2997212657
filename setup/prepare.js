/**
 * Makes what `npm start` and `npm test` need in .cache/ and dist/, unless it is up to date.
 *
 *   node setup/prepare.js start|test [--list]     --list only names what it would make
 *
 * A target is up to date when its outputs are there and the digest of its inputs is the one it was made from
 * (.cache/stamps/). This is plain JavaScript, because it runs on every start and before anything is built.
 *
 * Exit status: 0 done, 3 something could not be made.
 */
const { spawn } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const at = (...parts) => path.join(root, ...parts);

/**
 * name: of the stamp; commands: which ask for it; inputs: files and folders whose content counts; outputs: what must be
 * there; argv: makes it; optional: its failure is said and the rest goes on (unless CI is set).
 */
const targets = [
  {
    name: "guest-programs", title: "programs that run in containers", commands: ["start", "test"],
    inputs: ["fixtures/guest-programs"], outputs: [".cache/guest-programs"],
    argv: ["make", "-s", "-C", "fixtures/guest-programs", `OUT=${at(".cache/guest-programs")}`],
  },
  {
    name: "suite-helpers", title: "the suite's helpers", commands: ["start", "test"],
    inputs: ["steps/native"], outputs: [".cache/bin/launcher", ".cache/bin/keeper", ".cache/bin/remove-tree"],
    argv: ["make", "-s", "-C", "steps/native", `OUT=${at(".cache/bin")}`],
  },
  {
    name: "vrun-host", title: "vrun's programs on the host", commands: ["start", "test"],
    inputs: ["runtime/host"], outputs: ["dist/vrun-shim", "dist/vrun-host", "dist/vrun-kernel.node", "dist/vrun-proc.so", "dist/pause/pause"],
    argv: ["make", "-s", "-C", "runtime/host", `OUT=${at("dist")}`],
  },
  {
    name: "vrun", title: "vrun", commands: ["start", "test"],
    inputs: ["runtime", "setup/build.js", "setup/code-cache.js", "package-lock.json"], only: /\.(ts|js|json)$/,
    outputs: ["dist/vrun.js", "dist/vrun.js.cache", "dist/vrun-monitor.js"], argv: [process.execPath, "setup/build.js", "vrun"],
  },
  {
    name: "lacuna", title: "the lacuna command", commands: ["start", "test"],
    inputs: ["cli", "reports", "steps/domain", "setup/build.js", "package-lock.json"], only: /\.(ts|js|json)$/,
    outputs: ["dist/lacuna.js"], argv: [process.execPath, "setup/build.js", "lacuna"],
  },
  {
    name: "guest-image", title: "the guest's kernel and image", commands: ["start", "test"],
    inputs: ["setup/guest", "setup/fetch-debs.sh", "runtime/guest"], outputs: [".cache/guest/vmlinux", ".cache/guest/initrd"],
    argv: ["bash", "setup/guest/build.sh"],
  },
  {
    name: "criu-sid", title: "CRIU, by which runtimes save containers", commands: ["start", "test"], optional: true,
    inputs: ["setup/install-runtime.sh"], outputs: [".cache/runtimes/criu@sid/criu"],
    argv: ["bash", "setup/install-runtime.sh", "criu@sid"],
  },
  {
    name: "engines", title: "Docker, containerd and Podman, unpacked and not installed", commands: ["start", "test"], optional: true,
    inputs: ["setup/install-engines.sh", "setup/fetch-debs.sh"], outputs: [".cache/engines/bin/dockerd"],
    argv: ["bash", "setup/install-engines.sh"],
  },
];

function filesOf(place, only) {
  const entries = readdirSync(at(path.dirname(place)), { withFileTypes: true }).filter((entry) => entry.name === path.basename(place));
  const entry = entries[0];
  if (entry === undefined) return [];
  if (!entry.isDirectory()) return [place];
  if (place === "reports/out") return [];
  return readdirSync(at(place)).sort().flatMap((name) => filesOf(path.join(place, name), only))
    .filter((file) => !file.endsWith(".test.ts") && (only === undefined || only.test(file)));
}

/** Digest of a target's command line and of the names and content of its inputs. */
function digestOf(target) {
  const hash = createHash("sha256").update(JSON.stringify(target.argv));
  for (const file of target.inputs.flatMap((place) => filesOf(place, target.only))) {
    hash.update(`\n${file}\n`).update(readFileSync(at(file)));
  }
  return hash.digest("hex");
}

const stampOf = (target) => at(".cache/stamps", target.name);

function isCurrent(target) {
  if (!target.outputs.every((file) => existsSync(at(file)))) return false;
  return existsSync(stampOf(target)) && readFileSync(stampOf(target), "utf8") === digestOf(target);
}

/** Runs the target's command; its output goes to a log, its last line to `show`. */
async function make(target, show) {
  const log = at(".cache/logs", `${target.name}.log`);
  mkdirSync(path.dirname(log), { recursive: true });
  mkdirSync(path.dirname(stampOf(target)), { recursive: true });
  mkdirSync(at("dist"), { recursive: true });
  // The digest is taken first: an input that changes meanwhile makes the target stale again.
  const digest = digestOf(target);
  rmSync(stampOf(target), { force: true });
  const started = Date.now();
  const output = openSync(log, "w");
  const lines = [];
  await new Promise((resolve, reject) => {
    const [program, ...args] = target.argv;
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", output, "pipe"] });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      writeFileSync(output, text);
      for (const line of text.split("\n").filter((part) => part.trim() !== "")) lines.push(line);
      show(lines.at(-1) ?? "");
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${lines.slice(-6).join("\n") || `exit status ${code}`}\n(${path.relative(root, log)})`));
    });
  });
  const absent = target.outputs.filter((file) => !existsSync(at(file)));
  if (absent.length > 0) throw new Error(`${target.argv.join(" ")} did not make ${absent.join(", ")}`);
  writeFileSync(stampOf(target), digest);
  return (Date.now() - started) / 1000;
}

async function main(command, list) {
  const stale = targets.filter((target) => target.commands.includes(command) && !isCurrent(target));
  if (list) {
    for (const target of stale) console.log(`  ${target.title}`);
    return;
  }
  if (stale.length === 0) return;
  const { Listr } = require("listr2");
  const failed = [];
  const tasks = stale.map((target) => ({
    title: `Making ${target.title}`,
    task: async (_, task) => {
      try {
        const seconds = await make(target, (line) => { task.output = line; });
        task.title = `Made ${target.title} (${seconds.toFixed(1)} s)`;
      } catch (error) {
        if (target.optional && !process.env.CI) {
          task.skip(`Without ${target.title}: ${error.message.split("\n")[0]}`);
          return;
        }
        failed.push(`cannot make ${target.title}: ${error.message}`);
        throw new Error(`cannot make ${target.title}`);
      }
    },
  }));
  const runner = new Listr(tasks, { concurrent: 2, exitOnError: false, renderer: process.stdout.isTTY && !process.env.CI ? "default" : "simple" });
  await runner.run();
  for (const message of failed) console.error(`lacuna: ${message}`);
  if (failed.length > 0) process.exitCode = 3;
}

const [command, flag] = process.argv.slice(2);
if (command !== "start" && command !== "test") {
  console.error("usage: node setup/prepare.js start|test [--list]");
  process.exit(2);
}
main(command, flag === "--list").catch((error) => {
  console.error(`lacuna: set-up broke: ${error.stack}`);
  process.exit(70);
});
