import { toFailure } from "./failure";
import type { Alive, Call, EventMessage, Reply, Service, ToBackend } from "./protocol";

/** How a backend tells its caller something. */
export type Post = (message: Reply | EventMessage | Alive) => void;

/** Answers calls as they come. Every call gets exactly one reply, a cancelled one too. */
export function serve(service: Service, post: Post): (message: ToBackend) => void {
  const running = new Map<number, AbortController>();
  return (message) => {
    if ("cancel" in message) {
      running.get(message.cancel)?.abort();
      return;
    }
    const { id } = message;
    const abort = new AbortController();
    running.set(id, abort);
    dispatch(service, message, eventsOf(message, post), abort.signal)
      .then(
        (ok) => post({ id, outcome: { ok } }),
        (error: unknown) => post({ id, outcome: { err: toFailure(error) } }),
      )
      .finally(() => running.delete(id));
  };
}

/** The events that the caller listens to, as messages. */
function eventsOf({ id, listens }: Call, post: Post): Readonly<Record<string, (...values: unknown[]) => void>> {
  return Object.fromEntries(listens.map((event) => [event, (...values: unknown[]) => post({ id, event, values })]));
}

/** One way for all methods: `Call` ties each method to its argument. */
function dispatch(service: Service, call: Call, events: Readonly<Record<string, (...values: unknown[]) => void>>, signal: AbortSignal) {
  switch (call.method) {
    case "start":
      return service.start(call.argument, events, signal);
    case "model":
      return service.model(call.argument, events, signal);
    case "text":
      return service.text(call.argument, events, signal);
    case "open":
      return service.open(call.argument, events, signal);
    case "suggest":
      return service.suggest(call.argument, events, signal);
    case "check":
      return service.check(call.argument, events, signal);
    case "explain":
      return service.explain(call.argument, events, signal);
    case "missingWhere":
      return service.missingWhere(call.argument, events, signal);
    case "fill":
      return service.fill(call.argument, events, signal);
    case "close":
      return service.close(call.argument, events, signal);
  }
}
