/**
 * Root in the guest's own kernel, outside of every container, tries to reach the host by the files that it shares: what it
 * renames, links and swaps while the host works must lead nowhere. VRUN_ESCAPE_ROUNDS says how often the host works.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { VrunFixture } from "./vrun-fixture.ts";

const rounds = Number(process.env["VRUN_ESCAPE_ROUNDS"] ?? 2);
const attackTimeoutMs = 120_000;
const capabilities = ["CAP_SYS_ADMIN", "CAP_SYS_RAWIO", "CAP_DAC_OVERRIDE", "CAP_KILL", "CAP_MKNOD", "CAP_SYS_RESOURCE", "CAP_SYS_PTRACE"];
const all = { bounding: capabilities, effective: capabilities, permitted: capabilities };

/** All that there is of a file of the host, and of what is below it. */
function told(path: string): readonly string[] {
  const { mode, size, rdev, uid, ino } = lstatSync(path);
  const kind = (mode & 0o170000).toString(8);
  const content = kind === "100000" ? readFileSync(path, "utf8") : kind === "120000" ? readlinkSync(path) : "";
  const below = kind === "40000" ? readdirSync(path).sort().flatMap((name) => told(join(path, name))) : [];
  return [[path, ino, mode.toString(8), kind === "40000" ? 0 : size, rdev, uid, content].join(" "), ...below];
}

/** The kinds of file that a host has, as a victim. */
function makeVictim(folder: string): void {
  mkdirSync(join(folder, "nested/deeper"), { recursive: true });
  for (const name of ["secret", "nested/secret", "rootfs", "0", "1"]) writeFileSync(join(folder, name), "kept\n");
  writeFileSync(join(folder, "empty"), "");
  execFileSync("mknod", [join(folder, "node"), "c", "1", "3"]);
  execFileSync("mkfifo", [join(folder, "fifo")]);
}

/**
 * Runs in the agent's mount namespace, since the guest's kernel starts it there for a process that dumps core. $1 is the
 * attacker's id. It tells each thing that the host let it do, and then swaps what lies in the next container's root until that
 * has a file "stop".
 */
const attack = (victim: string): string => `#!/bin/sh
# The kernel waits until nobody reads the core dump.
exec </dev/null
share=/run/shared
me=$share/$1
report=$me/rootfs/report
b=busybox
tried() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name" >>$report.new; fi; }
: >$report.new
tried rename-part $b mv $me $share/moved
tried link-at-top $b ln -s ${victim} $share/next
tried folder-at-top $b mkdir $share/next
tried folders-at-top $b mkdir -p $share/next/mounts
tried node-at-top $b mknod $share/node c 1 3
tried fifo-at-top $b mkfifo $share/fifo
tried file-at-top $b touch $share/file
tried file-in-part $b touch $me/file
tried link-in-part $b ln -s ${victim} $me/mounts
tried hard-link-in-part $b ln $me/rootfs/name $me/name
tried rename-root $b mv $me/rootfs $me/root
tried remove-root $b rmdir $me/rootfs
tried remove-part $b rmdir $me
tried mode-of-top $b chmod 777 $share
tried owner-of-part $b chown 1000 $me
$b mount -o remount,rw $share
tried file-after-remount $b touch $share/file
$b mkdir /run/second
# The kernel gives it the root of some container's files: what matters is what is above them.
$b mount -t virtiofs lacuna.shared /run/second
tried part-by-second-mount $b mv /run/second/$1 /run/second/moved
tried part-above-second-mount $b mv /run/second/../$1 /run/second/../moved
tried victim-by-path $b cat ${victim}/secret
tried victim-by-dots $b cat $share/../../../../../..${victim}/secret
$b ln -s ${victim} $me/rootfs/way
tried victim-by-link $b cat $me/rootfs/way/secret
echo end >>$report.new
$b mv $report.new $report
next=$me/mounts/1
spare=$next/spare
$b mkdir $spare
while [ ! -e $next/stop ]; do
  echo >>$me/rootfs/swaps
  for place in data etc proc; do
    $b mv $next/$place $spare/$place; $b ln -s ${victim} $next/$place
    $b rm $next/$place; $b ln -s ${victim}/secret $next/$place
    $b rm $next/$place; $b mknod $next/$place c 1 3
    $b rm $next/$place; $b mv $spare/$place $next/$place
  done
done
`;

void describe("a guest whose kernel is the attacker's", () => {
  const fixture = new VrunFixture();
  const victim = join(fixture.directory, "victim");
  let before_: readonly string[] = [];
  const unharmed = (): void => assert.deepEqual(told(victim), before_);
  const must = (...words: readonly string[]): string => {
    const ran = fixture.run(...words);
    assert.equal(ran.status, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout;
  };
  const file = (id: string, name: string): string => join(fixture.directory, id, "rootfs", name);

  /** Pods as each of the two managers makes them: by a container of its own, or by namespaces alone that the first member names. */
  const kinds = {
    "a sandbox of containerd's": { "io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-id": "evil" },
    "a sandbox of CRI-O's": { "io.kubernetes.cri-o.ContainerType": "sandbox", "io.kubernetes.cri-o.SandboxID": "evil" },
  };

  /** The next container of the attacker's pod, whose root the attacker has too, with mount points to be made where that swaps. */
  const configureNext = (): void => {
    const path = join(fixture.directory, "next/config.json");
    const config = JSON.parse(readFileSync(path, "utf8")) as { mounts: object[]; linux: object };
    const bind = (destination: string, source: string, ...options: readonly string[]): object => ({ destination, type: "bind", source: join(fixture.directory, source), options: ["bind", ...options] });
    const namespaces = ["network", "ipc", "uts"].map((type) => ({ type, path: `/proc/${fixture.pid("evil")}/ns/${type.slice(0, 3)}` }));
    writeFileSync(path, JSON.stringify({
      ...config,
      annotations: { "io.kubernetes.cri-o.ContainerType": "container", "io.kubernetes.cri-o.SandboxID": "evil" },
      mounts: [...config.mounts, bind("/data/deep/folder", "volume"), bind("/data/file", "one-file"), bind("/etc/new/file", "one-file", "ro")],
      hooks: { startContainer: [{ path: "/bin/true" }] },
      linux: { ...config.linux, namespaces: [{ type: "pid" }, { type: "mount" }, ...namespaces] },
    }));
  };

  const startAttacker = async (annotations: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    mkdirSync(join(fixture.directory, "volume"), { recursive: true });
    writeFileSync(join(fixture.directory, "one-file"), "of the host\n");
    fixture.prepare("next");
    for (const folder of ["data", "etc"]) mkdirSync(file("next", folder));
    fixture.prepare("evil", annotations, {}, {
      process: { capabilities: all, rlimits: [{ type: "RLIMIT_CORE", soft: 1 << 20, hard: 1 << 20 }] },
      mounts: [{ destination: "/next", type: "bind", source: join(fixture.directory, "next/rootfs"), options: ["rbind", "rw"] }],
    });
    mkdirSync(file("evil", "next"));
    writeFileSync(file("evil", "attack"), attack(victim), { mode: 0o755 });
    must("run", "--detach", "--bundle", "{bundles}/evil", "evil");
    must("exec", "evil", "sh", "-c", "echo '|/run/shared/evil/rootfs/attack evil' >/proc/sys/kernel/core_pattern; ulimit -c 1000; sh -c 'kill -SEGV $$' || true");
    for (const deadline = Date.now() + attackTimeoutMs; !existsSync(file("evil", "report")); await delay(200)) assert.ok(Date.now() < deadline, "the attack did not run");
    return readFileSync(file("evil", "report"), "utf8").trim().split("\n");
  };

  before(() => {
    makeVictim(victim);
    before_ = told(victim);
  });
  after(() => {
    for (const id of ["next", "evil"]) fixture.run("delete", "--force", id);
    fixture.close();
  });

  for (const [kind, annotations] of Object.entries(kinds))
    void describe(`in ${kind}`, () => {
      void it("can change nothing above the containers' own files, and sees nothing of the host's", async () => {
        assert.deepEqual(await startAttacker(annotations), ["end"]);
        unharmed();
      });

      void it("leads none of the host's commands astray while it swaps what lies in a container's root", async () => {
        const commands = [
          ["create", "--bundle", "{bundles}/next", "next"], ["start", "next"], ["exec", "next", "true"], ["update", "--pids-limit", "100", "next"],
          ["delete", "--force", "next"],
        ];
        configureNext();
        const swaps = (): number => readFileSync(file("evil", "swaps"), "utf8").length;
        const first = swaps();
        for (let round = 0; round < rounds; round++) {
          // Each may fail, since what it needs is swapped; none may harm.
          for (const words of commands) fixture.run(...words);
          unharmed();
        }
        for (const [index, words] of commands.entries()) {
          for (const earlier of commands.slice(0, index)) fixture.run(...earlier);
          await fixture.killAfter(fixture.start(...words), 150 + 200 * index);
          must("delete", "--force", "next");
          unharmed();
        }
        const last = swaps();
        assert.ok(last - first >= rounds, `only ${last - first} times was everything swapped`);
      });

      void it("has left a host on which the next container is made and removed as ever", () => {
        writeFileSync(file("next", "stop"), "");
        must("delete", "--force", "evil");
        assert.ok(!existsSync(fixture.sandbox("evil")));
        unharmed();
        fixture.prepare("next");
        must("run", "--detach", "--bundle", "{bundles}/next", "next");
        must("delete", "--force", "next");
      });
    });
});
