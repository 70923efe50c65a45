import type { Call, Engine, Failure, Reply } from "./protocol";
import { RuntimeFault } from "./runtime";

/** Answers calls one after another, in the order in which they came. Every call gets exactly one reply. */
export function serve(engine: Engine, reply: (reply: Reply) => void): (call: Call) => void {
  let tail: Promise<void> = Promise.resolve();
  return (call) => {
    tail = tail.then(async () => {
      try {
        reply({ id: call.id, outcome: { ok: await dispatch(engine, call) } });
      } catch (error) {
        reply({ id: call.id, outcome: { err: failure(error) } });
      }
    });
  };
}

function dispatch(engine: Engine, call: Call) {
  switch (call.method) {
    case "open":
      return engine.open(call.argument);
    case "run":
      return engine.run(call.argument);
    case "release":
      return engine.release(call.argument);
  }
}

function failure(error: unknown): Failure {
  if (error instanceof RuntimeFault) return { kind: error.kind, message: error.message };
  return { kind: "run-failed", message: error instanceof Error ? error.message : String(error) };
}
