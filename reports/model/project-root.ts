import { existsSync } from "node:fs";
import path from "node:path";

let found: string | undefined;

/**
 * The checkout's top directory: the nearest one above this module, or above the bundle that holds it, with the catalogue.
 *
 * @throws {Error} The program was moved out of its checkout.
 */
export function projectRoot(): string {
  if (found !== undefined) return found;
  let directory = __dirname;
  while (!existsSync(path.join(directory, "fixtures", "catalogue", "requirements.yaml"))) {
    const parent = path.dirname(directory);
    if (parent === directory) throw new Error(`no fixtures/catalogue above ${__dirname}: run lacuna from its checkout`);
    directory = parent;
  }
  found = directory;
  return found;
}
