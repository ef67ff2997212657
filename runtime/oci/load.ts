/** Reads config.json and process files. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, messageOf } from "../errors/errors.ts";
import { checkRules } from "./check.ts";
import { checkProcess } from "./check-process.ts";
import type { Config, Process, Resources } from "./config.ts";
import { isObject, parseJson, withoutNulls, type Json, type JsonObject } from "./json.ts";
import { checkPartShape, checkShape } from "./shape.ts";

/** Larger files are no configs; the kernel's own limits on arguments are far below. */
const maxConfigBytes = 16 * 1024 * 1024;

/** A config that has been checked, as typed view and as the whole document, with what the spec wants ignored. */
export interface LoadedConfig {
  readonly config: Config;
  readonly document: JsonObject;
  readonly unknown: readonly string[];
}

function parse(text: string, name: string): Json {
  try {
    return withoutNulls(parseJson(text));
  } catch (error) {
    throw new ConfigError(`${name} is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

function read(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8");
    if (text.length > maxConfigBytes) throw new ConfigError(`${path} has more than ${maxConfigBytes} bytes`);
    return text;
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
  const unknown = checkShape(document);
  // checkShape has checked every property that the type names.
  const config = document as unknown as Config;
  checkRules(config);
  return { config, document, unknown };
}

/** Reads and checks a bundle's config.json. @throws {ConfigError} */
export function loadConfig(bundle: string): LoadedConfig {
  const text = read(join(bundle, "config.json"));
  if (text === undefined) throw new ConfigError("JSON specification file config.json not found");
  return parseConfig(text);
}

/** Reads and checks the file of `exec --process`. @throws {ConfigError} */
export function loadProcess(path: string): Process & { args: readonly string[]; cwd: string } {
  const text = read(path);
  if (text === undefined) throw new ConfigError(`open ${path}: no such file or directory`);
  const document = parse(text, path);
  if (!isObject(document)) throw new ConfigError(`${path} must hold a JSON object`);
  checkPartShape(document, "process");
  const process = document as unknown as Process;
  checkProcess(process);
  return process;
}

/** Parses and checks the resources that `update` gets. @throws {ConfigError} */
export function parseResources(text: string): Resources {
  const document = parse(text, "--resources");
  if (!isObject(document)) throw new ConfigError("--resources must hold a JSON object");
  checkPartShape(document, "linux.resources");
  return document;
}
