import type { Pieces } from "./report";

/** Writes to standard output and waits until it is taken. A reader that has seen enough (`| head`) is no error. */
export function writeStandardOutput(pieces: Pieces): Promise<void> {
  return new Promise((resolve, reject) => {
    const { stdout } = process;
    const iterator = inOrder(pieces);
    const fail = (error: Error) => {
      if ("code" in error && error.code === "EPIPE") resolve();
      else reject(error);
    };
    // Stays where a write fails: the stream reports that twice, to the write's callback and then as an event.
    stdout.on("error", fail);
    const next = (error?: Error | null) => {
      if (error instanceof Error) return fail(error);
      iterator.next().then((piece) => {
        if (piece.done !== true) return void stdout.write(piece.value, next);
        stdout.off("error", fail);
        resolve();
      }, reject);
    };
    next();
  });
}

async function* inOrder(pieces: Pieces): AsyncGenerator<Uint8Array | string> {
  yield* pieces;
}
