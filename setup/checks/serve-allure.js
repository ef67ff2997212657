/**
 * Serves an Allure report as a browser would fetch it, and checks that it opens: the page, each script and style that it
 * names, and the data that these read first, are there and are what they claim to be.
 *
 *   node setup/checks/serve-allure.js DIRECTORY
 */
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
const path = require("node:path");

const directory = path.resolve(process.argv[2] ?? "");
const data = ["data/suites.json", "data/categories.json", "widgets/summary.json", "widgets/environment.json"];

const server = createServer((request, response) => {
  const file = path.join(directory, path.normalize(new URL(request.url, "http://localhost").pathname));
  try {
    if (!file.startsWith(directory)) throw new Error("outside of the report");
    response.end(readFileSync(file.endsWith(path.sep) ? path.join(file, "index.html") : file));
  } catch {
    response.writeHead(404).end();
  }
});

async function main() {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}/`;
  const get = async (file) => {
    const response = await fetch(new URL(file, base), { signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    if (response.status !== 200 || text === "") throw new Error(`${file}: status ${response.status}, ${text.length} characters`);
    return text;
  };
  const page = await get("");
  const parts = [...page.matchAll(/(?:src|href)="([^":]+\.(?:js|css))"/g)].map((match) => match[1]);
  if (!parts.some((part) => part.endsWith(".js"))) throw new Error("index.html names no script");
  for (const part of parts) await get(part);
  const [suites, , summary] = (await Promise.all(data.map(get))).map((text) => JSON.parse(text));
  const total = summary.statistic?.total ?? 0;
  if (total === 0 || !Array.isArray(suites.children) || suites.children.length === 0) throw new Error("the report holds no result");
  console.log(`the Allure report opens: ${total} results`);
}

main().catch((error) => {
  console.error(`the Allure report does not open: ${error.message}`);
  process.exitCode = 1;
}).finally(() => server.close());
