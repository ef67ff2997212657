import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { projectRoot } from "../reports/model/project-root.ts";
import { addCompare } from "./command-compare.ts";
import { addCoverage } from "./command-coverage.ts";
import { addDiff } from "./command-diff.ts";
import { addDoctor } from "./command-doctor.ts";
import { addExpect } from "./command-expect.ts";
import { addExplain } from "./command-explain.ts";
import { addGate } from "./command-gate.ts";
import { addHistory } from "./command-history.ts";
import { addJudge } from "./command-judge.ts";
import { addLimitations } from "./command-limitations.ts";
import { addMerge } from "./command-merge.ts";
import { addRecord } from "./command-record.ts";
import { addReport } from "./command-report.ts";
import { addRun } from "./command-run.ts";
import { addRuntimes } from "./command-runtimes.ts";
import { exitCodeOf } from "./failure.ts";

const exitCodes = `
Exit codes: 0 as expected, 1 not as expected, 2 bad usage or configuration, 3 this host cannot do it, 70 a bug of lacuna.
Example: lacuna compare vrun runc`;

function program(): Command {
  const { version } = JSON.parse(readFileSync(path.join(projectRoot(), "package.json"), "utf8")) as { version: string };
  const command = new Command("lacuna").version(version).description("Tells where an OCI runtime differs from the OCI runtime-spec and from runc.")
    .addHelpText("after", exitCodes).showHelpAfterError("(lacuna --help, or lacuna COMMAND --help, says what there is)");
  const adders = [addRun, addCompare, addDiff, addHistory, addGate, addJudge, addExpect, addRecord, addReport, addLimitations, addCoverage, addMerge, addExplain, addDoctor, addRuntimes];
  for (const add of adders) add(command);
  return exitByError(command);
}

/** Makes a command and those below it throw where commander would exit, so that exit codes are decided here. */
function exitByError(command: Command): Command {
  command.exitOverride();
  for (const below of command.commands) exitByError(below);
  return command;
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const code = exitCodeOf(error);
    if (code === null) {
      console.error(`lacuna: this is a bug of lacuna, please report it\n${error instanceof Error ? error.stack : String(error)}`);
      process.exitCode = 70;
      return;
    }
    console.error(`lacuna: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = code;
  }
}

void main();
