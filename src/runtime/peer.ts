import type { Port, PortEvents } from "./ports";
import type { Answer, Argument, Call, Method, Reply } from "./protocol";
import { RuntimeFault } from "./runtime";

/** A backend as its caller sees it: calls that are always settled, by a reply or by the backend's end. */
export interface Peer {
  /** What runs there, for the log. */
  readonly title: string;
  /** Rejects with a `RuntimeFault`: what the backend said, or kind "crashed" when it ended first. */
  call<M extends Method>(method: M, argument: Argument<M>): Promise<Answer<M>>;
  /** Ends the backend; pending calls are rejected before this returns. */
  kill(why: string): void;
  rest(resting: boolean): void;
}

interface Pending {
  resolve(answer: never): void;
  reject(fault: RuntimeFault): void;
}

/** Opens a line to a backend. `onEnd` is called once, when it ends by itself or by `kill`. */
export function openPeer(start: (events: PortEvents) => Port, onEnd: () => void, log: (line: string) => void): Peer {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let alive = true;

  function end(why: string): void {
    if (!alive) return;
    alive = false;
    const fault = new RuntimeFault(
      "crashed",
      `The model's process ended in the middle of its work (${why}). Try again: it restarts by itself.`,
    );
    const lost = [...pending.values()];
    pending.clear();
    onEnd();
    for (const call of lost) call.reject(fault);
  }

  const port = start({
    replied({ id, outcome }: Reply) {
      const call = pending.get(id);
      if (call === undefined) return;
      pending.delete(id);
      if ("ok" in outcome) call.resolve(outcome.ok as never);
      else call.reject(new RuntimeFault(outcome.err.kind, outcome.err.message));
    },
    ended: end,
    wrote: log,
  });

  return {
    title: port.title,
    call<M extends Method>(method: M, argument: Argument<M>): Promise<Answer<M>> {
      return new Promise((resolve, reject) => {
        if (!alive) {
          reject(new RuntimeFault("crashed", "The model's process has ended. Try again: it restarts by itself."));
          return;
        }
        const id = ++lastId;
        pending.set(id, { resolve, reject });
        port.post({ id, method, argument } as Call);
      });
    },
    kill(why) {
      port.kill();
      end(why);
    },
    rest: (resting) => {
      if (alive) port.rest(resting);
    },
  };
}
