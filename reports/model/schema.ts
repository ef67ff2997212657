import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { InputError } from "./input-error.ts";
import { projectRoot } from "./project-root.ts";

const validators = new Map<string, ValidateFunction>();

/** Compiles a committed JSON Schema once. @param schemaFile path below the checkout */
function validatorFor(schemaFile: string): ValidateFunction {
  const known = validators.get(schemaFile);
  if (known !== undefined) return known;
  const ajv = new Ajv({ allErrors: false, allowUnionTypes: true });
  addFormats(ajv);
  const schema: unknown = JSON.parse(readFileSync(path.join(projectRoot(), schemaFile), "utf8"));
  const validate = ajv.compile(schema as object);
  validators.set(schemaFile, validate);
  return validate;
}

/** One error of ajv in a reader's words: where, what is wrong. */
function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return "does not match";
  const where = error.instancePath === "" ? "the document" : error.instancePath;
  const detail = "additionalProperty" in error.params ? ` (${String(error.params["additionalProperty"])})`
    : "allowedValues" in error.params ? ` (${JSON.stringify(error.params["allowedValues"])})` : "";
  return `${where} ${error.message ?? "does not match"}${detail}`;
}

/** What is wrong with a value by a committed schema, or null. @param schemaFile path below the checkout */
export function schemaProblem(schemaFile: string, value: unknown): string | null {
  const validate = validatorFor(schemaFile);
  return validate(value) ? null : describe(validate.errors?.[0]);
}

/**
 * Returns the value as the type that the schema describes.
 *
 * @param schemaFile path below the checkout
 * @param origin the file or thing the value came from, for the message
 * @throws {InputError} The value does not match.
 */
export function checkSchema<T>(schemaFile: string, value: unknown, origin: string): T {
  const problem = schemaProblem(schemaFile, value);
  if (problem !== null) throw new InputError(`${origin}: ${problem}; ${schemaFile} says what is allowed`);
  return value as T;
}
