import type { Arguments, HostEvent, HostHandlers, HostMethod, ToHost, ToWebview } from "./protocol";

/** The part of a webview that messages need. */
export interface MessagePort {
  postMessage(message: ToWebview): PromiseLike<boolean>;
  onDidReceiveMessage(listener: (message: ToHost) => void): { dispose(): void };
}

/** Answers one webview's requests with `handlers`: every request gets `{ok}` or `{err}`, also after a failure. */
export class ReviewChannel {
  #disposed = false;
  readonly #subscription: { dispose(): void };

  constructor(
    private readonly port: MessagePort,
    private readonly handlers: HostHandlers,
    private readonly onError: (method: string, error: unknown) => void,
  ) {
    this.#subscription = port.onDidReceiveMessage((message) => void this.#answer(message));
  }

  tell(event: HostEvent): void {
    this.#post({ type: "event", ...event });
  }

  dispose(): void {
    this.#disposed = true;
    this.#subscription.dispose();
  }

  async #answer(message: ToHost): Promise<void> {
    const { id, method, args } = message;
    try {
      if (!Object.hasOwn(this.handlers, method)) throw new Error(`There is no request “${String(method)}”.`);
      const handler = this.handlers[method] as (args: Arguments<HostMethod>) => unknown;
      const ok = await handler(args);
      this.#post({ type: "answer", id, ok: ok as never });
    } catch (error) {
      this.onError(method, error);
      this.#post({ type: "answer", id, err: error instanceof Error ? error.message : String(error) });
    }
  }

  #post(message: ToWebview): void {
    if (!this.#disposed) void this.port.postMessage(message);
  }
}
