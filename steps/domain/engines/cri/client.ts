import { join } from "node:path";
import { Client, credentials, Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";
import { isObject, type JsonObject } from "../../json.ts";

/** How one call of the CRI went. Numbers of 64 bits are texts, bytes are base64. */
export type CriAnswer =
  | { readonly kind: "reply"; readonly reply: JsonObject }
  /** `code` is gRPC's, never 0; `details` is what the service says about it. */
  | { readonly kind: "error"; readonly code: number; readonly details: string };

/** A connection to a service of the Kubernetes CRI, version v1. */
export interface CriClient {
  /**
   * @param method A method of runtime.proto beside this file.
   * @param deadlineMs After it the call fails with DEADLINE_EXCEEDED.
   */
  call(method: string, request: JsonObject, deadlineMs: number): Promise<CriAnswer>;
  close(): void;
}

/** Connects on the first call. @param socket Path of the service's socket. */
export function connectCri(socket: string): CriClient {
  const methods = criMethods();
  // A path is no name of a host: without an authority of its own, gRPC sends the path.
  const client = new Client(`unix:${socket}`, credentials.createInsecure(), { "grpc.default_authority": "localhost" });
  return {
    call: (name, request, deadlineMs) => {
      const method = methods.get(name);
      if (method === undefined) throw new Error(`runtime.proto has no method ${name}`);
      return new Promise((resolve) => {
        const options = { deadline: Date.now() + deadlineMs };
        client.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, request, new Metadata(), options, (error, reply) => resolve(answerOf(error, reply)));
      });
    },
    close: () => client.close(),
  };
}

function answerOf(error: ServiceError | null, reply: unknown): CriAnswer {
  if (error !== null) return { kind: "error", code: error.code, details: error.details };
  return isObject(reply) ? { kind: "reply", reply } : { kind: "error", code: status.INTERNAL, details: "the reply is no message" };
}

function criMethods(): ReadonlyMap<string, MethodDefinition<object, object>> {
  const file = loadSync(join(__dirname, "runtime.proto"), { keepCase: true, longs: String, enums: String, bytes: String, defaults: true });
  const methods = new Map<string, MethodDefinition<object, object>>();
  for (const definition of Object.values(file)) {
    // Messages and enums have a format; a service is its methods by name.
    if ("format" in definition) continue;
    for (const [name, method] of Object.entries(definition)) methods.set(name, method);
  }
  return methods;
}
