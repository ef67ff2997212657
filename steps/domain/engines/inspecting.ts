import { type CommandRun, stdoutOf } from "../command.ts";
import { type ContainerAction, type ContainerRequest, UnsupportedActionError } from "./engine.ts";

/**
 * The command line that Docker made common and Podman took over: the words after the program and its own flags.
 */
export function runWords(request: ContainerRequest): string[] {
  return [
    ...networkWords(request), "--pull", "never", "--name", request.name,
    ...(request.detached ? ["--detach"] : []),
    ...(request.input ? ["--interactive"] : []),
    ...(request.terminal ? ["--tty"] : []),
    ...(request.memoryBytes === null ? [] : ["--memory", String(request.memoryBytes)]),
    ...(request.bind === null ? [] : ["--volume", `${request.bind.source}:${request.bind.target}`]),
  ];
}

/** Without a word about it, the network is the manager's own. */
function networkWords({ network, pod }: ContainerRequest): string[] {
  if (pod !== null) return ["--pod", pod];
  if (network === null) return ["--network", "none"];
  return network.publish === null ? [] : ["--publish", `${network.publish.host}:${network.publish.container}`];
}

export function actionWords(container: string, action: ContainerAction): string[] {
  const inspect = (field: string): string[] => ["container", "inspect", "--format", `{{.State.${field}}}`, container];
  switch (action.kind) {
    case "exec":
      return ["exec", container, ...action.argv];
    case "kill":
      return ["kill", "--signal", action.signal, container];
    case "stop":
      return ["stop", "--time", String(action.graceS), container];
    case "logs":
    case "wait":
    case "pause":
    case "top":
      return [action.kind, container];
    case "resume":
      return ["unpause", container];
    case "pid":
      return inspect("Pid");
    case "status":
      return inspect("Status");
    case "make-pod":
    case "remove-pod":
      throw new UnsupportedActionError("Docker", action);
    case "remove":
      return ["rm", "--force", container];
    default:
      return action satisfies never;
  }
}

const STATUSES: Readonly<Record<string, string>> = { exited: "stopped", configured: "created" };

/** The answer in what the last command printed; statuses in the words of the spec. */
export function readInspection(_container: string, action: ContainerAction, run: CommandRun): string {
  const text = stdoutOf(run);
  if (action.kind !== "status") return text;
  return run.exit === 0 ? (STATUSES[text.trim()] ?? text.trim()) : "absent";
}
