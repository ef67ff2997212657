import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Server, ServerCredentials, status, type ServiceDefinition, type UntypedHandleCall } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { connectCri, type CriClient } from "./client.ts";

/** A client of a service that answers some methods, over a socket as containerd's is. */
async function clientOf(t: TestContext, methods: Record<string, UntypedHandleCall>): Promise<CriClient> {
  const folder = mkdtempSync(join(tmpdir(), "cri-"));
  const server = new Server();
  const definition = loadSync(join(__dirname, "runtime.proto"), { keepCase: true })["runtime.v1.RuntimeService"] as ServiceDefinition;
  server.addService(definition, methods);
  const socket = join(folder, "s");
  await new Promise<void>((resolve, reject) => server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => (error === null ? resolve() : reject(error))));
  const client = connectCri(socket);
  t.after(() => {
    client.close();
    server.forceShutdown();
    rmSync(folder, { recursive: true });
  });
  return client;
}

test("a reply's numbers of 64 bits are texts, and its bytes are base64", async (t) => {
  const client = await clientOf(t, {
    ExecSync: (call: { request: { cmd: string[] } }, reply: (error: null, message: object) => void) => reply(null, { stdout: Buffer.from(call.request.cmd.join()), exit_code: 5 }),
    ContainerStats: (_: unknown, reply: (error: null, message: object) => void) => reply(null, { stats: { memory: { working_set_bytes: { value: "9007199254740993" } } } }),
  });
  const executed = await client.call("ExecSync", { container_id: "c", cmd: ["a", "b"] }, 5000);
  assert.deepEqual(executed, { kind: "reply", reply: { stdout: Buffer.from("a,b").toString("base64"), stderr: "", exit_code: 5 } });
  const measured = await client.call("ContainerStats", { container_id: "c" }, 5000);
  assert.match(JSON.stringify(measured), /"value":"9007199254740993"/);
});

test("a refusal is gRPC's code and the service's words", async (t) => {
  const client = await clientOf(t, {
    StopContainer: (_: unknown, reply: (error: object) => void) => reply({ code: status.NOT_FOUND, details: "no such container" }),
  });
  assert.deepEqual(await client.call("StopContainer", { container_id: "c" }, 5000), { kind: "error", code: status.NOT_FOUND, details: "no such container" });
});

test("a service that does not answer in time is an error of its own", async (t) => {
  const client = await clientOf(t, { StartContainer: () => undefined });
  const answer = await client.call("StartContainer", { container_id: "c" }, 100);
  assert.equal(answer.kind === "error" && answer.code, status.DEADLINE_EXCEEDED);
});
