/** Which programs scripts and TypeScript call by name, and which Debian package has each. */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { root } from "./command.ts";

type Programs = Readonly<Record<string, readonly string[]>>;

/** What the smallest Debian has, by package. */
export const everywhere: Programs = {
  apt: ["apt-cache", "apt-config", "apt-get"],
  bash: ["bash"],
  bsdutils: ["script"],
  coreutils: [
    "basename", "cat", "chown", "chroot", "cp", "cut", "dd", "df", "dirname", "env", "head", "id", "install", "ln", "mkdir", "mkfifo", "mknod", "mktemp", "mv", "nice",
    "nproc", "od", "readlink", "rm", "rmdir", "sha256sum", "sleep", "sort", "sync", "tail", "tee", "touch", "tr", "true", "wc",
  ],
  dash: ["sh"],
  diffutils: ["cmp"],
  dpkg: ["dpkg", "dpkg-deb", "dpkg-query"],
  findutils: ["find"],
  grep: ["grep"],
  "libc-bin": ["ldconfig", "ldd"],
  mawk: ["awk"],
  mount: ["losetup", "mount", "umount"],
  sed: ["sed"],
  tar: ["tar"],
  "util-linux": ["choom", "findmnt", "flock", "nsenter", "prlimit", "setpriv", "unshare"],
};

/** What the two commands presuppose. */
export const given: Programs = { git: ["git"], nodejs: ["node"], npm: ["npm"] };

/** What set-up installs for `npm start` or `npm test`: `packages_of` in common.sh. A package without programs is wanted for its files. */
export const installed: Programs = {
  binutils: ["readelf"],
  "busybox-static": ["busybox"],
  crun: ["crun"],
  "debian-archive-keyring": [],
  e2fsprogs: ["chattr", "debugfs", "mkfs.ext4"],
  gcc: ["gcc"],
  iproute2: ["ip", "rdma", "tc"],
  kmod: ["depmod", "modprobe"],
  "libc6-dev": [],
  make: ["make"],
  patchelf: ["patchelf"],
  procps: ["ps"],
  "qemu-system-x86": ["qemu-system-x86_64"],
  runc: ["runc"],
  shfmt: ["shfmt"],
  virtiofsd: [],
  "xz-utils": ["xz"],
  zstd: ["zstd"],
};

/** What is used where it is there, or asked for by who maintains this; nothing fails without it but what needs it. */
export const onRequest: Programs = {
  criu: ["criu"],
  debootstrap: ["debootstrap"],
  "default-jre-headless": ["java"],
  strace: ["strace"],
  systemd: ["systemd-run"],
};

/** Builtins of bash and words of its grammar that stand where a program would. */
const builtins: ReadonlySet<string> = new Set([
  ".", ":", "[", "[[", "alias", "bg", "break", "builtin", "cd", "command", "compgen", "continue", "declare", "echo", "eval", "exec", "exit", "export", "false", "fg", "hash",
  "jobs", "kill", "local", "mapfile", "popd", "printf", "pushd", "pwd", "read", "readonly", "return", "set", "shift", "shopt", "source", "test", "times", "trap", "true",
  "type", "ulimit", "umask", "unalias", "unset", "wait",
]);

/** Programs that run the program after their own words; the options of these that take a word of their own. */
const wrappers: Readonly<Record<string, readonly string[]>> = { command: [], exec: ["-a"], chroot: [], env: ["-u"], nice: ["-n"], setpriv: ["--pdeathsig"], unshare: ["--propagation"] };

interface Node {
  readonly Type?: string;
  readonly Value?: string;
  readonly Parts?: readonly Node[];
  readonly Args?: readonly Node[];
  readonly Name?: Node;
}

/** The word's text, or null when it is known only as the script runs. */
function literal(word: Node | undefined): string | null {
  const [part, ...others] = word?.Parts ?? [];
  return part !== undefined && others.length === 0 && (part.Type === "Lit" || part.Type === "SglQuoted") ? (part.Value ?? null) : null;
}

/** The programs that a call runs: the first word, and what that word runs in turn. */
function programsOf(words: readonly (string | null)[]): string[] {
  const [first, ...rest] = words;
  if (first === undefined || first === null || first.includes("/")) return [];
  const takesWord = wrappers[first];
  if (takesWord === undefined) return [first];
  if (first === "command" && rest[0] === "-v") return [];
  let at = 0;
  for (; at < rest.length; at++) {
    const word = rest[at];
    if (word === "--") return [first, ...programsOf(rest.slice(at + 1))];
    if (word === null || word === undefined || word.startsWith("-") || word.includes("=")) {
      if (typeof word === "string" && takesWord.includes(word)) at++;
      continue;
    }
    break;
  }
  // chroot's first word is the folder.
  return [first, ...programsOf(rest.slice(first === "chroot" ? at + 1 : at))];
}

/**
 * The programs that bash scripts call by name, by script; scripts may call each other's functions.
 *
 * @throws when shfmt, which knows bash's grammar, cannot read one.
 */
export function programsOfScripts(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const functions = new Set<string>();
  const called = files.map((file): [string, string[]] => {
    const names = new Set<string>();
    visitScript(file, (node) => {
      if (node.Type === "FuncDecl" && node.Name?.Value !== undefined) functions.add(node.Name.Value);
      if (node.Type === "CallExpr") for (const name of programsOf((node.Args ?? []).map(literal))) names.add(name);
    });
    return [file, [...names]];
  });
  return new Map(called.map(([file, names]) => [file, names.filter((name) => !functions.has(name) && !builtins.has(name))]));
}

function visitScript(file: string, visit: (node: Node) => void): void {
  const read = spawnSync("shfmt", ["--language-dialect", "bash", "--to-json"], { input: readFileSync(path.join(root, file)), encoding: "utf8" });
  if (read.status !== 0) throw new Error(`${file}: ${read.error?.message ?? read.stderr}`);
  const descend = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    visit(value);
    for (const one of Object.values(value)) descend(one);
  };
  descend(JSON.parse(read.stdout));
}

/** Functions that run the program that their first argument names. */
const callers: ReadonlySet<string> = new Set(["execFile", "execFileSync", "execa", "execaSync", "runNetworkTool", "runProgram", "spawn", "spawnSync", "succeeds"]);

/** What a TypeScript or JavaScript file calls by name, and every word that it has as a string. */
export function programsOfSource(file: string): { readonly called: ReadonlySet<string>; readonly words: ReadonlySet<string> } {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.ES2023, true);
  const called = new Set<string>();
  const words = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) words.add(node.text);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && callers.has(node.expression.text)) {
      const [program] = node.arguments;
      if (program !== undefined && ts.isStringLiteralLike(program) && !program.text.includes("/")) called.add(program.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { called, words };
}
