/**
 * The suite's cucumber profile. `lacuna run` adds formatter, tags and parallelism; features/README.md says how to call
 * cucumber-js by hand. Undefined and pending steps fail a run, and nothing is retried: a retry would hide a flake.
 */
// ts-node knows targets up to es2022, and takes the oldest for one that it does not know.
process.env.TS_NODE_COMPILER_OPTIONS ??= JSON.stringify({ target: "es2022" });

module.exports = {
  default: {
    requireModule: ["ts-node/register"],
    require: ["steps/**/*.steps.ts", "steps/world.ts", "steps/hooks.ts", "steps/parameter-types.ts"],
    strict: true,
    retry: 0,
    publish: false,
  },
};
