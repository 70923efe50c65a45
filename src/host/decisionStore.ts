import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { FileType, type LogOutputChannel, Uri, workspace } from "vscode";
import { fingerprint } from "../csv/fingerprint";
import type { SavedReviews } from "../review/memory";
import { savedPieces, type SavedReview } from "../review/savedFormat";
import { atOnce, type Turns } from "../review/turns";
import { pause } from "./csvDocuments";

/** More files than this, and more bytes, are not kept: the oldest go. */
const maxFiles = 300;
const maxBytes = 256 * 2 ** 20;
/** Decisions come in bursts; one is written at most so long after it was made, ms: longer where gathering takes long. */
const minPause = 500;
const maxPause = 10_000;

/** One state of a review on its way to the disk. */
interface Unsaved {
  readonly make: () => Turns<SavedReview | null>;
}

/** Where reviews wait for the next start of VS Code: one file per document, in the extension's own storage. */
export class DecisionStore implements SavedReviews {
  readonly #waiting = new Map<string, { readonly timer: NodeJS.Timeout; make: Unsaved["make"] }>();
  /** What is being gathered or written, the newest of each document. */
  readonly #unsaved = new Map<string, Unsaved>();
  #pause = minPause;
  #writing: Promise<unknown>;

  constructor(
    private readonly folder: Uri,
    private readonly log: Pick<LogOutputChannel, "warn">,
  ) {
    this.#writing = this.#prune().catch((error: unknown) => this.#warn(error));
  }

  /** What is kept for a document; null where there is nothing, or nothing that can be read. */
  async load(document: string): Promise<unknown> {
    try {
      this.#save(document);
      await this.#writing;
      return JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(this.#file(document))));
    } catch {
      return null;
    }
  }

  /** Keeps what `make` returns a moment later; null forgets what was kept. */
  saveSoon(document: string, make: Unsaved["make"]): void {
    const waiting = this.#waiting.get(document);
    if (waiting) waiting.make = make;
    else this.#waiting.set(document, { make, timer: setTimeout(() => this.#save(document), this.#pause) });
  }

  /** Writes what waits before it returns: while an extension is deactivated, VS Code's own file system is closed already. */
  flush(): void {
    for (const [document, { timer, make }] of this.#waiting) {
      clearTimeout(timer);
      this.#unsaved.set(document, { make });
    }
    this.#waiting.clear();
    if (this.folder.scheme !== "file" || this.#unsaved.size === 0) return;
    try {
      mkdirSync(this.folder.fsPath, { recursive: true });
      for (const [document, { make }] of this.#unsaved) {
        const file = this.#file(document).fsPath;
        writeFileSync(`${file}.last`, atOnce(savedPieces(make()))?.join("") ?? "null");
        renameSync(`${file}.last`, file);
      }
      this.#unsaved.clear();
    } catch (error) {
      this.#warn(error);
    }
  }

  #save(document: string): void {
    const waiting = this.#waiting.get(document);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(document);
    const unsaved = { make: waiting.make };
    this.#unsaved.set(document, unsaved);
    this.#writing = this.#writing
      .then(() => this.#keep(document, unsaved))
      .catch((error: unknown) => this.#warn(error))
      .finally(() => {
        if (this.#unsaved.get(document) === unsaved) this.#unsaved.delete(document);
      });
  }

  /** Gathers and writes one state of a review; one that changes meanwhile is saved later. */
  async #keep(document: string, unsaved: Unsaved): Promise<void> {
    const gathering = savedPieces(unsaved.make());
    let cost = 0;
    for (;;) {
      const start = performance.now();
      const turn = gathering.next();
      cost += performance.now() - start;
      if (turn.done) {
        this.#pause = Math.min(maxPause, Math.max(minPause, 20 * cost));
        return this.#write(this.#file(document), turn.value);
      }
      await pause();
      if (this.#waiting.has(document) || this.#unsaved.get(document) !== unsaved) return;
    }
  }

  async #write(file: Uri, kept: readonly string[] | null): Promise<void> {
    if (kept === null) {
      await workspace.fs.delete(file).then(undefined, () => undefined);
      return;
    }
    const pieces: Uint8Array[] = [];
    for (const piece of kept) {
      pieces.push(new TextEncoder().encode(piece));
      await pause();
    }
    await workspace.fs.createDirectory(this.folder);
    // Whole or not at all, whenever the process ends.
    const half = file.with({ path: `${file.path}.part` });
    await workspace.fs.writeFile(half, Buffer.concat(pieces));
    await workspace.fs.rename(half, file, { overwrite: true });
  }

  async #prune(): Promise<void> {
    const entries = await workspace.fs.readDirectory(this.folder).then(undefined, () => []);
    const names = entries.filter(([, type]) => type === FileType.File).map(([name]) => name);
    const files = await Promise.all(
      names.map(async (name) => {
        const file = Uri.joinPath(this.folder, name);
        const { mtime, size } = await workspace.fs.stat(file);
        return { file, mtime, size };
      }),
    );
    files.sort((a, b) => b.mtime - a.mtime);
    let bytes = 0;
    for (const [k, { file, size }] of files.entries()) {
      bytes += size;
      if (k >= maxFiles || bytes > maxBytes) await workspace.fs.delete(file);
    }
  }

  #warn(error: unknown): void {
    this.log.warn("A review could not be kept for the next start.", error);
  }

  #file(document: string): Uri {
    return Uri.joinPath(this.folder, `${fingerprint(document)}.json`);
  }
}
