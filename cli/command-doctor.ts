import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { execa } from "execa";
import { readFeatures } from "../reports/model/features.ts";
import { printable } from "../reports/model/printable.ts";
import { projectRoot } from "../reports/model/project-root.ts";
import { probeHost } from "../steps/domain/host-features.ts";
import type { HostFeatures } from "../steps/domain/run-description.ts";
import { UsageError } from "./failure.ts";
import { describeHost } from "./identify.ts";
import { suggestion } from "./nearest.ts";
import { examples } from "./options.ts";
import { runSetUp } from "./set-up.ts";

/** What --install can bring, and the script that does it. */
const installable: Readonly<Record<string, string>> = { managers: "install-engines.sh" };

export function addDoctor(program: Command): void {
  const command = program.command("doctor").description("what this host can test, what it can't, and what to install")
    .option("--install <what>", "managers: unpack Docker, containerd and Podman without installing them or starting a service")
    .action(async (options: { readonly install?: string }) => {
      if (options.install !== undefined) {
        const script = installable[options.install];
        if (script === undefined) throw new UsageError(`--install "${options.install}" is not known${suggestion(options.install, Object.keys(installable))}`);
        console.log((await runSetUp(script, [])).trim());
        return;
      }
      const host = describeHost();
      console.log(`${host.distribution}, kernel ${host.kernel}, ${host.arch}, cgroup ${host.cgroup}\n`);
      const checked = await execa(path.join(projectRoot(), "bin/vrun"), ["check"], { reject: false, stdin: "ignore" });
      for (const line of [...toolLines(kvmTool(checked.stdout)), ...programLines(checked.stdout), "", ...featureLines(await probeHost())]) console.log(line);
    });
  examples(command, "lacuna doctor", "lacuna doctor --install managers");
}

interface Tool {
  readonly name: string;
  readonly present: boolean;
  readonly use: string;
  readonly mend: string;
}

/** Whether KVM runs vrun's virtual machines, which a device that can be opened does not prove. @param checked What `vrun check` printed. */
function kvmTool(checked: string): Tool {
  const use = "virtual machines at full speed; without it they are emulated";
  const mend = "load the module kvm-intel or kvm-amd, or allow nested virtualisation";
  const reason = /^reason: (.*)$/m.exec(checked)?.[1];
  return { name: "KVM", present: /^accelerator: kvm$/m.test(checked), use, mend: reason === undefined ? mend : `${printable(reason)}; ${mend}` };
}

/** QEMU and virtiofsd, by what `vrun check` printed: their versions, and what is known of these. */
function programLines(checked: string): readonly string[] {
  return [...checked.matchAll(/^(QEMU|virtiofsd): (.*)$/gm)].map(([, name = "", told = ""]) => `yes  ${name.padEnd(28)} ${printable(told)}`);
}

function toolLines(kvm: Tool): readonly string[] {
  const root = projectRoot();
  const built = (file: string, use: string): Tool => ({ name: file, present: existsSync(path.join(root, file)), use, mend: "npm start makes it" });
  const program = (name: string, use: string, mend: string): Tool => ({ name, present: onPath(name), use, mend });
  const tools: readonly Tool[] = [
    { name: "root", present: process.getuid?.() === 0, use: "containers, mounts, cgroups", mend: "run as root" },
    kvm,
    program("qemu-system-x86_64", "virtual machines of vrun", "apt-get install qemu-system-x86"),
    program("runc", "the runtime that others are compared with", "apt-get install runc, or lacuna runtimes install runc@sid"),
    program("crun", "a second runtime", "apt-get install crun, or lacuna runtimes install crun@sid"),
    program("java", "the Allure report", "apt-get install default-jre-headless"),
    built(".cache/engines/bin/dockerd", "scenarios of container managers"),
    built(".cache/bin/launcher", "the suite"),
    built(".cache/guest/vmlinux", "virtual machines of vrun"),
    built("dist/vrun.js", "vrun"),
  ];
  return tools.map((tool) => `${tool.present ? "yes" : "no "}  ${tool.name.padEnd(28)} ${tool.use}${tool.present ? "" : `; ${tool.name.includes("engines") ? "lacuna doctor --install managers" : tool.mend}`}`);
}

function featureLines(features: HostFeatures): readonly string[] {
  return Object.entries(features).sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, feature]) => `${feature.present ? "yes" : "no "}  ${name.padEnd(28)} ${feature.present ? feature.probe : feature.reason}${feature.present ? "" : waiting(name)}`);
}

/** How many scenarios cannot run for want of a host feature. */
function waiting(feature: string): string {
  const count = readFeatures().scenarios.filter((scenario) => scenario.needs.includes(feature)).length;
  return count === 0 ? "" : ` (${count} scenario${count === 1 ? "" : "s"})`;
}

function onPath(name: string): boolean {
  return [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"].some((folder) => folder !== "" && existsSync(path.join(folder, name)));
}
