import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import type { FromBackend, ToBackend } from "./protocol";

/** A line to a backend. `ended` fires once, however the backend ends, with how it ended in words. */
export interface Port {
  /** What runs there, for the log. */
  readonly title: string;
  post(message: ToBackend): void;
  /** Ends the backend at once, in mid-run too. */
  kill(): void;
  /** While resting, the backend does not keep the caller's process alive. */
  rest(resting: boolean): void;
}

export interface PortEvents {
  said(message: FromBackend): void;
  ended(how: string): void;
  /** A line the backend wrote to its standard error. */
  wrote(line: string): void;
}

/** Forks the native backend. */
export function forkProcess(script: string, events: PortEvents): Port {
  const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  // Options meant for the caller, such as its debugger's port, would be taken by the child too.
  delete env.NODE_OPTIONS;
  const child: ChildProcess = fork(script, [], {
    serialization: "advanced",
    execArgv: [],
    env,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const ended = once(events.ended);
  child.on("message", (message: FromBackend) => events.said(message));
  child.on("error", (error) => {
    child.kill("SIGKILL");
    ended(error.message);
  });
  child.on("exit", (code, signal) => ended(signal === null ? `exit code ${code}` : `signal ${signal}`));
  child.on("disconnect", () => child.kill("SIGKILL"));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split(/\r?\n/)) if (line.trim() !== "") events.wrote(line);
  });
  return {
    title: `process ${child.pid}`,
    // A send that fails means that the child is gone; "exit" says so.
    post: (message) => void child.send(message, () => {}),
    kill: () => void child.kill("SIGKILL"),
    rest(resting) {
      for (const handle of [child, child.channel, child.stderr as Socket | null]) {
        if (resting) handle?.unref();
        else handle?.ref();
      }
    },
  };
}

/** Starts the WASM backend. */
export function startWorker(script: string, events: PortEvents): Port {
  const worker = new Worker(script, { execArgv: [] });
  const ended = once(events.ended);
  worker.on("message", (message: FromBackend) => events.said(message));
  worker.on("error", (error) => ended(error.message));
  worker.on("exit", (code) => ended(`exit code ${code}`));
  return {
    title: `thread ${worker.threadId}`,
    post: (message) => worker.postMessage(message),
    kill: () => void worker.terminate(),
    rest(resting) {
      if (resting) worker.unref();
      else worker.ref();
    },
  };
}

function once(listener: (how: string) => void): (how: string) => void {
  let fired = false;
  return (how) => {
    if (fired) return;
    fired = true;
    listener(how);
  };
}
