import type { Answer, Arguments, HostEvent, HostMethod, ToHost, ToWebview } from "../../shared/protocol";

/** The part of VS Code's webview API that is used. */
interface HostPort {
  postMessage(message: ToHost): void;
}

interface Pending {
  resolve(answer: Answer<HostMethod>): void;
  reject(error: Error): void;
}

/** Asks the host and passes its events on. Every request is answered or rejected, at the latest by `dispose`. */
export class HostClient {
  #next = 1;
  #disposed = false;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #onMessage = (event: MessageEvent<ToWebview>): void => this.#receive(event.data);

  constructor(
    private readonly port: HostPort,
    private readonly source: EventTarget,
  ) {
    source.addEventListener("message", this.#onMessage as EventListener);
  }

  /** @throws Error with the host's sentence where it could not do it */
  ask<M extends HostMethod>(method: M, args: Arguments<M>): Promise<Answer<M>> {
    if (this.#disposed) return Promise.reject(new Error("The review is closed."));
    const id = this.#next++;
    return new Promise<Answer<M>>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.port.postMessage({ id, method, args } as ToHost);
    });
  }

  /** @returns a function that ends the listening */
  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#disposed = true;
    this.source.removeEventListener("message", this.#onMessage as EventListener);
    for (const { reject } of this.#pending.values()) reject(new Error("The review is closed."));
    this.#pending.clear();
    this.#listeners.clear();
  }

  #receive(message: ToWebview): void {
    if (message?.type === "event") {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    if (message?.type !== "answer") return;
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ("err" in message) pending?.reject(new Error(message.err));
    else pending?.resolve(message.ok);
  }
}
