import { RuntimeError } from "./errors.ts";

/** A template could not be built, read or kept. A sandbox that wanted to start from it boots cold instead. */
export class TemplateError extends RuntimeError {
  override readonly code = "TEMPLATE";
}

/** What is stored is not what was saved. The template is of no use any more and is removed. */
export class TemplateCorruptError extends RuntimeError {
  override readonly code = "TEMPLATE_CORRUPT";
}
