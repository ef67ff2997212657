/** Reads config.json and process files. */

import { join } from "node:path";
import { ConfigError, messageOf } from "../errors/errors.ts";
import { checkRules } from "./check.ts";
import { checkProcess } from "./check-process.ts";
import type { Config, Process, Resources } from "./config.ts";
import { isObject, parseJson, type Json } from "./json.ts";
import { readInput, readStandardInput } from "./read-input.ts";
import { takeShape } from "./shape.ts";

/** A config that has been checked, without what the spec does not know and wants ignored; `unknown` names that. */
export interface LoadedConfig {
  readonly config: Config;
  readonly unknown: readonly string[];
}

function parse(text: string, name: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw new ConfigError(`${name} is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** @returns undefined when there is no such file. @throws {ConfigError} */
function read(path: string): string | undefined {
  try {
    return readInput(path);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ConfigError(messageOf(error), { cause: error });
  }
}

/** Parses and checks the text of a config.json. @throws {ConfigError} */
export function parseConfig(text: string): LoadedConfig {
  const document = parse(text, "config.json");
  if (document === null) throw new ConfigError("config cannot be null");
  if (!isObject(document)) throw new ConfigError("config.json must be a JSON object");
  const { known, unknown } = takeShape(document);
  // takeShape has checked every property that the type names.
  const config = known as unknown as Config;
  checkRules(config);
  return { config, unknown };
}

/** Reads and checks a bundle's config.json. @throws {ConfigError} */
export function loadConfig(bundle: string): LoadedConfig {
  const text = read(join(bundle, "config.json"));
  if (text === undefined) throw new ConfigError("JSON specification file config.json not found");
  return parseConfig(text);
}

/** Parses and checks the text of a process. @param name Of its file, for messages. @throws {ConfigError} */
export function parseProcess(text: string, name: string): Process & { args: readonly string[]; cwd: string } {
  const document = parse(text, name);
  if (!isObject(document)) throw new ConfigError(`${name} must hold a JSON object`);
  const process = takeShape(document, "process").known as unknown as Process;
  checkProcess(process);
  return process;
}

/** Reads and checks the file of `exec --process`. @throws {ConfigError} */
export function loadProcess(path: string): Process & { args: readonly string[]; cwd: string } {
  const text = read(path);
  if (text === undefined) throw new ConfigError(`open ${path}: no such file or directory`);
  return parseProcess(text, path);
}

/** Parses and checks the resources that `update` gets. @throws {ConfigError} */
export function parseResources(text: string): Resources {
  const document = parse(text, "--resources");
  if (!isObject(document)) throw new ConfigError("--resources must hold a JSON object");
  return takeShape(document, "linux.resources").known;
}

/** Reads and checks the resources that `update` gets. @param path `-` for standard input. @throws {ConfigError} */
export function loadResources(path: string): Resources {
  let text: string;
  try {
    text = path === "-" ? readStandardInput() : readInput(path);
  } catch (error) {
    throw new ConfigError(`cannot read --resources: ${messageOf(error)}`, { cause: error });
  }
  return parseResources(text);
}
