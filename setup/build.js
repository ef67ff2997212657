/**
 * Bundles the programs ahead of time, so that no transpiler runs when they start.
 *
 *   node setup/build.js [vrun] [lacuna]      both when none is named
 */
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync, rmSync } = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");

const root = path.join(__dirname, "..");
/**
 * Modules find the checkout's files from where they lie themselves. In a bundle that is the folder of the bundle, so each
 * of ours gets the folder that it had.
 */
const ownFolders = {
  name: "own-folders",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, "utf8");
      if (!text.includes("__dirname")) return undefined;
      const folder = JSON.stringify(path.relative(path.join(root, "dist"), path.dirname(file)));
      return { contents: text.replaceAll("__dirname", `require("node:path").join(bundleFolder, ${folder})`), loader: "ts" };
    });
  },
};

const codeCache = path.join(root, "dist/vrun.js.cache");

const bundles = {
  vrun: [
    { entry: "runtime/cli/main.ts", out: "dist/vrun.js" },
    { entry: "runtime/sandbox/monitor-main.ts", out: "dist/vrun-monitor.js" },
  ],
  lacuna: [{ entry: "cli/main.ts", out: "dist/lacuna.js" }],
};

async function build(names) {
  for (const name of names) {
    const parts = bundles[name];
    if (parts === undefined) throw new Error(`unknown bundle "${name}"; known are ${Object.keys(bundles).join(" and ")}`);
    // A cache of another bundle must never meet this one.
    if (name === "vrun") rmSync(codeCache, { force: true });
    for (const { entry, out } of parts) {
      if (!existsSync(path.join(root, entry))) throw new Error(`${entry} is missing`);
      await esbuild.build({
        entryPoints: [path.join(root, entry)],
        outfile: path.join(root, out),
        bundle: true,
        platform: "node",
        target: "node20.19",
        format: "cjs",
        minifySyntax: true,
        sourcemap: "linked",
        // Packages that publish both forms are taken as ES modules, which leaves out what is not used.
        mainFields: ["module", "main"],
        // An ES module that makes itself a `require` gets a real one.
        define: { "import.meta.url": "importMetaUrl" },
        banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href, bundleFolder = __dirname;' },
        plugins: [ownFolders],
        logLevel: "warning",
      });
    }
    if (name === "vrun") makeCodeCache();
  }
}

/** The command that it runs fails, since it asks for a container that there is not. */
function makeCodeCache() {
  const { stderr } = spawnSync(process.execPath, [path.join(__dirname, "code-cache.js")], { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  if (!existsSync(codeCache)) throw new Error(`vrun's code cache was not made: ${stderr.trim()}`);
}

const names = process.argv.slice(2);
build(names.length > 0 ? names : Object.keys(bundles)).catch((error) => {
  console.error(`build: ${error.message}`);
  process.exit(1);
});
