import { writeFileSync } from "node:fs";
import { translationPage } from "./translation-page.ts";

writeFileSync("docs/spec-translation.md", translationPage());
