import { fromFailure } from "./failure";
import type { Port, PortEvents } from "./ports";
import type { Answer, Argument, Call, Events, FromBackend, Method } from "./protocol";
import { RuntimeFault } from "../runtime/runtime";

/** A backend as its caller sees it: calls that are always settled, by a reply or by the backend's end. */
export interface Peer {
  /** What runs there, for the log. */
  readonly title: string;
  /** Why the caller ended it; null while it runs, and where it ended by itself. */
  readonly stopped: string | null;
  /** Rejects with what the backend said, or with `RuntimeFault` "crashed" when it ended first. */
  call<M extends Method>(method: M, argument: Argument<M>, events?: Events<M>): PeerCall<M>;
  /** Ends the backend on purpose; pending calls are rejected before this returns. */
  stop(reason: string): void;
  /** Ends a backend that fails to answer: for its callers it has crashed. */
  kill(reason: string): void;
  rest(resting: boolean): void;
}

export interface PeerCall<M extends Method> {
  readonly answer: Promise<Answer<M>>;
  /** Calls it off; it is answered all the same, if it comes to that. */
  cancel(): void;
}

interface Pending {
  readonly events: Readonly<Record<string, ((...values: never[]) => void) | undefined>>;
  resolve(answer: never): void;
  reject(error: Error): void;
}

export interface PeerOptions {
  readonly start: (events: PortEvents) => Port;
  /** A backend that has work and says nothing for so long hangs: it is killed. Milliseconds. */
  readonly hangMs: number;
  /** Called once, when it ends by itself, by `stop` or by `kill`, before its calls are rejected. `fault` is theirs. */
  onEnd(fault: RuntimeFault, pending: number): void;
  readonly log: (line: string) => void;
}

/** Opens a line to a backend. */
export function openPeer({ start, hangMs, onEnd, log }: PeerOptions): Peer {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let alive = true;
  let stopped: string | null = null;
  let silence: ReturnType<typeof setTimeout> | null = null;

  /** Waits anew for the backend to say something. */
  function listen(): void {
    if (silence !== null) clearTimeout(silence);
    silence = pending.size === 0 || !alive ? null : setTimeout(() => kill(`no answer for ${hangMs / 1000} s`), hangMs);
  }

  function end(reason: string): void {
    if (!alive) return;
    alive = false;
    const fault = new RuntimeFault(
      "crashed",
      `The model's process ended in the middle of its work (${reason}). Try again: it restarts by itself.`,
    );
    const lost = [...pending.values()];
    pending.clear();
    listen();
    onEnd(fault, lost.length);
    for (const call of lost) call.reject(fault);
  }

  function kill(reason: string): void {
    port.kill();
    end(reason);
  }

  const port = start({
    said(message: FromBackend) {
      if ("outcome" in message) {
        const call = pending.get(message.id);
        pending.delete(message.id);
        if ("ok" in message.outcome) call?.resolve(message.outcome.ok as never);
        else call?.reject(fromFailure(message.outcome.err));
      } else if ("event" in message) {
        pending.get(message.id)?.events[message.event]?.(...(message.values as never[]));
      }
      listen();
    },
    ended: end,
    wrote: log,
  });

  return {
    title: port.title,
    get stopped() {
      return stopped;
    },
    call<M extends Method>(method: M, argument: Argument<M>, events?: Events<M>): PeerCall<M> {
      const id = ++lastId;
      const answer = new Promise<Answer<M>>((resolve, reject) => {
        if (!alive) {
          reject(new RuntimeFault("crashed", "The model's process has ended. Try again: it restarts by itself."));
          return;
        }
        const handlers: Pending["events"] = { ...events };
        const listens = Object.keys(handlers).filter((name) => handlers[name] !== undefined);
        pending.set(id, { events: handlers, resolve, reject });
        port.post({ id, method, argument, listens } as Call);
        listen();
      });
      return { answer, cancel: () => (alive ? port.post({ cancel: id }) : undefined) };
    },
    stop(reason) {
      if (!alive) return;
      stopped = reason;
      kill(reason);
    },
    kill,
    rest(resting) {
      if (alive) port.rest(resting);
    },
  };
}
