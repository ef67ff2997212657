import { defineParameterType } from "@cucumber/cucumber";
import type { ContainerStatus, Standing } from "./domain/container.ts";
import { type GuestProgram, guestProgramPatterns, parseGuestProgram } from "./domain/guest-programs.ts";
import { HOOK_POINTS, type HookAct, type HookPoint } from "./domain/hooks-recorder.ts";

defineParameterType({ name: "guest program", regexp: [...guestProgramPatterns], transformer: (phrase: string): GuestProgram => parseGuestProgram(phrase), useForSnippets: false });

defineParameterType({ name: "status", regexp: /creating|created|running|paused|stopped/, transformer: (text: string): ContainerStatus => text as ContainerStatus });

defineParameterType({ name: "standing", regexp: /prepared|created|running|paused|stopped|deleted/, transformer: (text: string): Standing => (text === "prepared" ? "none" : (text as Standing)) });

defineParameterType({ name: "signal", regexp: /(?:SIG)?[A-Z][A-Z0-9+-]*|\d+/, transformer: (text: string): string => text });

defineParameterType({ name: "ending", regexp: /status \d+|signal [A-Z0-9]+/, transformer: (text: string): string => text });

defineParameterType({ name: "host feature", regexp: /[a-z0-9]+(?:-[a-z0-9]+)*/, transformer: (text: string): string => text });

defineParameterType({ name: "hook point", regexp: new RegExp(HOOK_POINTS.join("|")), transformer: (text: string): HookPoint => text as HookPoint });

defineParameterType({
  name: "hook act",
  regexp: /fails|fails with \d+|takes \d+ seconds?|waits \d+ seconds? first|outlasts its timeout of \d+ seconds?|is missing|has a relative path/,
  transformer: (text: string): HookAct => {
    const number = Number(/\d+/.exec(text)?.[0] ?? 1);
    if (text.startsWith("fails")) return { kind: "fails", status: number };
    if (text.startsWith("takes")) return { kind: "takes", seconds: number };
    if (text.startsWith("waits")) return { kind: "waits", seconds: number };
    if (text.startsWith("outlasts")) return { kind: "outlasts", timeoutSeconds: number };
    return text === "is missing" ? { kind: "missing" } : { kind: "relative" };
  },
});

defineParameterType({ name: "namespace", regexp: /mnt|pid|net|uts|ipc|cgroup|user|time/, transformer: (text: string): string => text });

defineParameterType({ name: "cgroup setting", regexp: /(?:pids|memory|cpu|io|hugetlb) [a-z]+|[a-z_]+(?:\.[a-z0-9_]+)+/, transformer: (text: string): string => text });

defineParameterType({ name: "json path", regexp: /[A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*/, transformer: (text: string): string => text });
