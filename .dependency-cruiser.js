/** The one direction of imports: docs/architecture.md says why. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    forbid("domain-knows-no-cucumber", "steps/domain drives a runtime and knows no cucumber", "^steps/domain/", "node_modules/@cucumber/|^steps/[^/]+\\.ts$"),
    forbid("suite-knows-no-product", "our runtime is tested through its command line like any other", "^steps/", "^(runtime|cli|reports|setup)/"),
    forbid("reports-read-recorded-results", "reports never drive a live run", "^reports/", "^(runtime|steps|cli|setup)/"),
    forbid("model-is-pure", "the model is data; writers, gate and limitations depend on it", "^reports/model/", "^reports/(writers|gate|limitations)/"),
    forbid("runtime-stands-alone", "vrun is a product of its own", "^runtime/", "^(steps|cli|reports|setup)/"),
    forbid("errors-is-a-leaf", "errors and oci are leaves", "^runtime/(errors|oci)/", "^runtime/(cli|commands|sandbox|vmm|agent-client|protocol)/"),
    forbid("host-process-is-a-leaf", "what a process asks of its own system", "^runtime/host-process/", "^runtime/(cli|commands|sandbox|vmm|agent-client|protocol|oci)/"),
    forbid("protocol-below-all", "protocol is types and framing", "^runtime/protocol/", "^runtime/(cli|commands|sandbox|vmm|agent-client|oci)/"),
    forbid("agent-client-knows-no-vm", "agent-client turns calls into messages", "^runtime/agent-client/", "^runtime/(cli|commands|sandbox|vmm)/"),
    forbid("vmm-knows-no-agent", "vmm hands back a byte stream and does not know what the bytes mean", "^runtime/vmm/", "^runtime/(cli|commands|sandbox|agent-client|protocol)/"),
    forbid("sandbox-below-commands", "sandbox owns the life of one VM", "^runtime/sandbox/", "^runtime/(cli|commands)/"),
    forbid("commands-below-cli", "a command is one exported function over parsed options", "^runtime/commands/", "^runtime/(cli|vmm|agent-client|protocol)/"),
    forbid("cli-over-commands", "cli parses, prints and exits", "^runtime/cli/", "^runtime/(vmm|agent-client|protocol)/"),
    forbid("nothing-needs-the-tools", "tools are what maintainers run, beside the product", "^(cli|reports|runtime|steps|setup|bench)/", "^tools/"),
    forbid("nothing-needs-the-bench", "the benchmark measures vrun and is used by nothing", "^(cli|reports|runtime|steps|setup)/", "^bench/"),
    forbid("nothing-needs-the-tools", "tools are for who maintains this", "^(bench|cli|reports|runtime|steps|setup)/", "^tools/"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".json"] },
  },
};
