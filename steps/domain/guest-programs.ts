/** A program that a container runs, and what a step may rely on about it. */
export interface GuestProgram {
  readonly phrase: string;
  readonly argv: readonly string[];
  /** The line it prints once it can be acted upon; null when it is ready as soon as it runs. */
  readonly readyLine: string | null;
  /** True when it runs until it is told to end. */
  readonly lasts: boolean;
}

interface Entry {
  /** The phrase that follows "a process that"; {text} is a quoted string, {n} a whole number, {word} one word. */
  readonly phrase: string;
  readonly argv: (...values: string[]) => readonly string[];
  readonly readyLine?: string;
  readonly lasts?: boolean;
}

const sh = (script: string, ...args: string[]): readonly string[] => ["/bin/sh", "-c", script, "sh", ...args];
/** Prints one field of /proc/self/status of the shell that runs it. */
const status = (field: string): readonly string[] => sh('sed -n "/^$1:/{s/^$1:[[:space:]]*//;s/[[:space:]]*$//;p;}" /proc/self/status', field);

/** Waits until the limit of the cgroup, on v2 or v1, is above the wanted size; then takes it. */
const ONCE_ALLOWED =
  'echo waiting; limit() { cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null; }; ' +
  'while l=$(limit); [ "$l" != max ] && [ "$l" -le $(($1 * 1048576)) ]; do sleep 0.1; done; exec take-memory "$1"';

/** A namespace by the kernel that it is of and its number there: numbers alone repeat from kernel to kernel. */
const NAMESPACE_PLACE = 'echo "$(cat /proc/sys/kernel/random/boot_id) $(readlink "/proc/self/ns/$1")"';

/** Looks for one option among those of the last mount at a path, its own and its file system's. */
const MOUNT_OPTION =
  'options=$(while read -r l; do set -- "$1" "$2" $l; [ "$7" = "$1" ] && echo ",$8,${l##* },"; done </proc/self/mountinfo | tail -n 1); ' +
  'case "$options" in "") echo "no mount";; *",$2,"*) echo yes;; *) echo no;; esac';

const ENTRIES: readonly Entry[] = [
  // Lasting
  { phrase: "sleeps", argv: () => ["/bin/sleep", "600"], lasts: true },
  { phrase: "tells that it runs", argv: () => sh("echo runs; exec sleep 600"), readyLine: "runs", lasts: true },
  { phrase: "reports each signal it catches", argv: () => ["/bin/report-signals"], readyLine: "ready", lasts: true },
  { phrase: "prints {text} at once", argv: (text) => sh('echo "$1"; exec sleep 600', text), lasts: true },
  { phrase: "has {n} children that sleep", argv: (n) => sh('for i in $(seq "$1"); do sleep 600 & done; echo ready; wait', n), readyLine: "ready", lasts: true },
  { phrase: "counts in a file", argv: () => sh("exec </dev/null >/dev/null 2>&1; i=0; while :; do i=$((i + 1)); echo $i >/counter.next; mv /counter.next /counter; sleep 0.1; done"), lasts: true },
  { phrase: "serves {text} on port {n}", argv: (text, port) => sh('mkdir /www && echo "$1" >/www/text && echo serves && exec httpd -f -p "$2" -h /www', text, port), readyLine: "serves", lasts: true },
  { phrase: "computes for two seconds, and sleeps", argv: () => sh("use-cpu 1 >/dev/null; echo ready; exec sleep 600"), readyLine: "ready", lasts: true },
  // Ending
  { phrase: "exits with {n}", argv: (n) => sh('exit "$1"', n) },
  { phrase: "crashes with an illegal instruction", argv: () => ["/bin/crash"] },
  { phrase: "is {text}", argv: (path) => [path] },
  // Output and input
  { phrase: "prints {text}", argv: (text) => ["/bin/echo", text] },
  { phrase: "prints {text} to its standard error", argv: (text) => sh('echo "$1" >&2', text) },
  { phrase: "writes {text} to {text}", argv: (text, path) => sh('echo "$1" >"$2" && echo written', text, path) },
  { phrase: "writes {text} to {text} at once", argv: (text, path) => sh('echo "$1" >"$2" && echo written; exec sleep 600', text, path), readyLine: "written", lasts: true },
  { phrase: "copies its input", argv: () => ["/bin/cat"] },
  { phrase: "prints {n} bytes", argv: (n) => ["/bin/head", "-c", n, "/dev/zero"] },
  { phrase: "prints its arguments {text}", argv: (text) => sh('printf "%s|" "$@"; echo', ...text.split(" ")) },
  { phrase: "logs that it started", argv: () => ["/bin/hook", "/hooks.log", "process", "process"] },
  // Who it is
  { phrase: "prints its user id", argv: () => ["/bin/id", "-u"] },
  { phrase: "prints its group id", argv: () => ["/bin/id", "-g"] },
  { phrase: "prints its supplementary groups", argv: () => status("Groups") },
  { phrase: "prints its umask", argv: () => sh("umask") },
  { phrase: "prints its working directory", argv: () => ["/bin/readlink", "/proc/self/cwd"] },
  { phrase: "prints its process id", argv: () => sh("echo $$") },
  { phrase: "prints the environment variable {text}", argv: (name) => sh('env | sed -n "s/^$1=//p"', name) },
  { phrase: "prints its environment's variable names", argv: () => sh('env | cut -d= -f1 | sort | tr "\\n" " "') },
  { phrase: "prints its {capability set} capabilities", argv: (set) => status(`Cap${{ effective: "Eff", permitted: "Prm", inheritable: "Inh", bounding: "Bnd", ambient: "Amb" }[set] ?? ""}`) },
  { phrase: "prints its security label", argv: () => sh('label=$(cat /proc/self/attr/current 2>/dev/null | tr -d "\\0"); echo "${label:-none}"') },
  { phrase: "prints the status field {text}", argv: (field) => status(field) },
  { phrase: "prints its {limit name} limit", argv: (name) => ["/bin/resource-limit", name] },
  { phrase: "prints its open descriptors", argv: () => ["/bin/open-descriptors"] },
  { phrase: "prints its scheduling {scheduling property}", argv: (property) => ["/bin/scheduling", property] },
  { phrase: "prints the offset of its {clock} clock", argv: (clock) => ["/bin/clock-offset", clock] },
  { phrase: "prints its {namespace} namespace", argv: (kind) => ["/bin/readlink", `/proc/self/ns/${kind}`] },
  { phrase: "tells where its {namespace} namespace is", argv: (kind) => sh(NAMESPACE_PLACE, kind) },
  { phrase: "tells where its {namespace} namespace is, and sleeps", argv: (kind) => sh(`${NAMESPACE_PLACE}; echo ready; exec sleep 600`, kind), readyLine: "ready", lasts: true },
  { phrase: "prints its cgroup paths", argv: () => ["/bin/cat", "/proc/self/cgroup"] },
  // What it sees
  { phrase: "prints the host name", argv: () => ["/bin/uname", "-n"] },
  { phrase: "prints the kernel release", argv: () => ["/bin/uname", "-r"] },
  { phrase: "prints the content of {text}", argv: (path) => ["/bin/cat", path] },
  { phrase: "prints the {file property} of {text}", argv: (property, path) => fileProperty(property, path) },
  { phrase: "prints the file {text} once it is there", argv: (path) => sh('echo waiting; until [ -s "$1" ]; do sleep 0.1; done; cat "$1"', path), readyLine: "waiting" },
  { phrase: "lists {text}", argv: (path) => sh('ls -A "$1" | sort | tr "\\n" " "', path) },
  { phrase: "prints the {mount property} of the mount {text}", argv: (property, path) => mountProperty(property, path) },
  { phrase: "tells if the mount {text} has the option {text}", argv: (path, option) => sh(MOUNT_OPTION, path, option) },
  { phrase: "counts the mounts at {text}", argv: (path) => sh('cut -d" " -f5 /proc/self/mountinfo | grep -cxF "$1"', path) },
  { phrase: "prints the size of its terminal", argv: () => ["/bin/terminal-size"] },
  { phrase: "lists its network interfaces", argv: () => sh("ls /sys/class/net | sort | tr '\\n' ' '") },
  { phrase: "prints the number of processors", argv: () => ["/bin/grep", "-c", "^processor", "/proc/cpuinfo"] },
  { phrase: "prints the block devices", argv: () => sh('set -- $(ls /sys/block | sort); echo "${*:-none}"') },
  { phrase: "prints the size of memory", argv: () => ["/bin/sed", "-n", "s/^MemTotal: *//p", "/proc/meminfo"] },
  { phrase: "prints the size of the file system at {text}", argv: (path) => sh('set -- $(stat -f -c "%b %S" "$1"); echo "$(($1 * $2 / 1048576)) MiB"', path) },
  { phrase: "prints its cgroup's {cgroup setting}", argv: (setting) => cgroupSetting(setting) },
  // What it may do: prints "done" or the name of the error
  { phrase: "tries to read {text}", argv: (path) => ["/bin/attempt", "read", path] },
  { phrase: "tries to open {text}", argv: (path) => ["/bin/attempt", "open", path] },
  { phrase: "tries to write {text}", argv: (path) => ["/bin/attempt", "write", path] },
  { phrase: "tries to create {text}", argv: (path) => ["/bin/attempt", "create", path] },
  { phrase: "tries to execute {text}", argv: (path) => ["/bin/attempt", "execute", path] },
  { phrase: "tries to make the device {text} as {text}", argv: (path, numbers) => ["/bin/attempt", "device", path, ...numbers.split(/[ :]/)] },
  { phrase: "tries to mount {text} at {text}", argv: (type, path) => ["/bin/attempt", "mount", type, path] },
  { phrase: "tries to become user {n}", argv: (id) => ["/bin/attempt", "setuid", id] },
  { phrase: "tries to set the host name", argv: () => ["/bin/attempt", "hostname", "changed"] },
  { phrase: "tries to give {text} to user {n}", argv: (path, id) => ["/bin/attempt", "chown", path, id] },
  { phrase: "tries the system call {text}", argv: (name) => ["/bin/attempt", "syscall", name] },
  { phrase: "tries the 32-bit system call {text}", argv: (name) => ["/bin/attempt", "syscall32", name] },
  { phrase: "tries the system call umask with {text}", argv: (numbers) => ["/bin/attempt", "umask", ...numbers.split(" ")] },
  { phrase: "tries to write {n} MiB to {text}", argv: (n, path) => ["/bin/fill", path, n] },
  { phrase: "takes {n} MiB of memory", argv: (n) => ["/bin/take-memory", n] },
  { phrase: "takes {n} MiB of memory once its limit allows it", argv: (n) => sh(ONCE_ALLOWED, n), readyLine: "waiting" },
  { phrase: "keeps {n} MiB of memory", argv: (n) => ["/bin/take-memory", n, "keep"], readyLine: "taken", lasts: true },
  { phrase: "tells if it gets more than {n} percent of a processor", argv: (n) => ["/bin/use-cpu", n] },
  { phrase: "tries to have {n} children", argv: (n) => ["/bin/fork-children", n] },
  { phrase: "reads the socket {text}", argv: (path) => ["/bin/read-socket", path] },
  // Anything else, in shell: for facts that no phrase above tells
  { phrase: "runs the script {text}", argv: (script) => sh(script) },
];

/** Alternatives of the braces; a quoted text and a number are the general ones. */
const HOLES: Readonly<Record<string, string>> = {
  text: '"[^"]*"',
  n: "\\d+",
  "capability set": "effective|permitted|inheritable|bounding|ambient",
  "limit name": "RLIMIT_[A-Z]+",
  "scheduling property": "policy|nice|priority|flags|deadline|clamp|io|personality|cpus",
  clock: "monotonic|boottime",
  namespace: "mnt|pid|net|uts|ipc|cgroup|user|time",
  "file property": "kind|mode|owner|group|device numbers|target|size",
  "mount property": "type|options|super options|propagation|source",
  "cgroup setting": "[a-z0-9._]+(?: [a-z0-9._]+)*",
};

function fileProperty(property: string, path: string): readonly string[] {
  if (property === "target") return ["/bin/readlink", path];
  const format = { kind: "%F", mode: "%a", owner: "%u", group: "%g", "device numbers": "%t:%T", size: "%s" }[property] ?? "%n";
  return ["/bin/stat", "-c", format, path];
}

/** Reads the last mount at the path from mountinfo: fields are told from the optional ones by the dash. */
function mountProperty(property: string, path: string): readonly string[] {
  const field = { type: "echo $9", options: "echo $6", "super options": "echo ${11}", source: "echo ${10}", propagation: "echo $7" }[property] ?? "";
  const split =
    'line=$(while read -r l; do set -- $l; [ "$5" = "$0" ] && echo "$l"; done </proc/self/mountinfo | tail -n 1); ' +
    'tags=$(echo "$line" | sed -n "s/^\\([^ ]* \\)\\{6\\}\\(.*\\) - .*/\\2/p;" | tr " " ","); rest=${line##* - }; set -- $line; ' +
    'set -- "$1" "$2" "$3" "$4" "$5" "$6" "${tags:-private}" - $rest; [ -n "$line" ] && ' + field + " || echo none";
  return ["/bin/sh", "-c", split, path];
}

/** Reads one setting of the program's own cgroup, from the v2 tree or from the v1 controller's; of weights for devices, the default. */
function cgroupSetting(setting: string): readonly string[] {
  const script =
    'for d in /sys/fs/cgroup /sys/fs/cgroup/*; do for f in $1; do [ -f "$d/$f" ] && { tr "\\n" " " <"$d/$f" | sed "s/ *$//; s/^default //"; echo; exit; }; done; done; echo "no such setting"';
  return sh(script, CGROUP_FILES[setting] ?? setting);
}

/** For a setting's name: its file on v2 and on v1. A name with a dot is a file's own name. */
export const CGROUP_FILES: Readonly<Record<string, string>> = {
  "pids limit": "pids.max",
  "memory limit": "memory.max memory.limit_in_bytes",
  "memory reservation": "memory.low memory.soft_limit_in_bytes",
  "memory usage": "memory.current memory.usage_in_bytes",
  "io weight": "io.bfq.weight blkio.bfq.weight",
  "cpu quota": "cpu.max cpu.cfs_quota_us",
  "cpu shares": "cpu.weight cpu.shares",
  "cpu period": "cpu.max cpu.cfs_period_us",
  "cpu burst": "cpu.max.burst cpu.cfs_burst_us",
  "io weights": "io.bfq.weight blkio.bfq.weight_device",
  "hugetlb limit": "hugetlb.2MB.max hugetlb.2MB.limit_in_bytes",
  "hugetlb reservations": "hugetlb.2MB.rsvd.max hugetlb.2MB.rsvd.limit_in_bytes",
  "memory swap": "memory.swap.max memory.memsw.limit_in_bytes",
  "cpu set": "cpuset.cpus",
  "memory nodes": "cpuset.mems",
};

function toPattern(phrase: string, capturing: boolean): string {
  return phrase.replace(/\{([^}]+)\}/g, (whole, name: string) => {
    const hole = HOLES[name];
    if (hole === undefined) throw new Error(`guest program phrase "${phrase}": ${whole} is unknown`);
    return capturing ? `(${hole})` : `(?:${hole})`;
  });
}

/** One pattern for each phrase, without capture groups: what a step's parameter type accepts. */
export const guestProgramPatterns: readonly RegExp[] = ENTRIES.map((entry) => new RegExp(toPattern(entry.phrase, false)));

/** Each phrase as it is documented. */
export const guestProgramPhrases: readonly string[] = ENTRIES.map((entry) => entry.phrase);

/** @throws when no phrase fits; the vocabulary of programs is closed. */
export function parseGuestProgram(phrase: string): GuestProgram {
  for (const entry of ENTRIES) {
    const match = new RegExp(`^${toPattern(entry.phrase, true)}$`).exec(phrase);
    if (match === null) continue;
    const values = match.slice(1).map((value) => (value.startsWith('"') ? value.slice(1, -1) : value));
    return { phrase, argv: entry.argv(...values), readyLine: entry.readyLine ?? null, lasts: entry.lasts ?? false };
  }
  throw new Error(`no guest program "${phrase}"; features/README.md lists the phrases`);
}
