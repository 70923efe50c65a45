import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { FileType, type LogOutputChannel, Uri, workspace } from "vscode";
import { fingerprint } from "../csv/fingerprint";
import type { SavedReviews } from "../review/memory";
import type { SavedReview } from "../review/savedFormat";

/** More files than this, and more bytes, are not kept: the oldest go. */
const maxFiles = 300;
const maxBytes = 256 * 2 ** 20;
/** Decisions come in bursts; one is written at most so long after it was made, ms: longer where gathering takes long. */
const minPause = 500;
const maxPause = 10_000;

/** Where reviews wait for the next start of VS Code: one file per document, in the extension's own storage. */
export class DecisionStore implements SavedReviews {
  readonly #waiting = new Map<string, { readonly timer: NodeJS.Timeout; make: () => SavedReview | null }>();
  /** What is on its way to the disk. */
  readonly #unwritten = new Map<string, string | null>();
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
  saveSoon(document: string, make: () => SavedReview | null): void {
    const waiting = this.#waiting.get(document);
    if (waiting) waiting.make = make;
    else this.#waiting.set(document, { make, timer: setTimeout(() => this.#save(document), this.#pause) });
  }

  /** Writes what waits before it returns: while an extension is deactivated, VS Code's own file system is closed already. */
  flush(): void {
    for (const [document, { timer, make }] of this.#waiting) {
      clearTimeout(timer);
      this.#unwritten.set(document, textOf(make()));
    }
    this.#waiting.clear();
    if (this.folder.scheme !== "file" || this.#unwritten.size === 0) return;
    try {
      mkdirSync(this.folder.fsPath, { recursive: true });
      for (const [document, kept] of this.#unwritten) {
        const file = this.#file(document).fsPath;
        writeFileSync(`${file}.last`, kept ?? "null");
        renameSync(`${file}.last`, file);
      }
    } catch (error) {
      this.#warn(error);
    }
  }

  #save(document: string): void {
    const waiting = this.#waiting.get(document);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(document);
    const start = performance.now();
    const kept = textOf(waiting.make());
    this.#pause = Math.min(maxPause, Math.max(minPause, 20 * (performance.now() - start)));
    this.#unwritten.set(document, kept);
    this.#writing = this.#writing
      .then(() => this.#write(this.#file(document), kept))
      .then(() => {
        if (this.#unwritten.get(document) === kept) this.#unwritten.delete(document);
      })
      .catch((error: unknown) => this.#warn(error));
  }

  async #write(file: Uri, kept: string | null): Promise<void> {
    if (kept === null) {
      await workspace.fs.delete(file).then(undefined, () => undefined);
      return;
    }
    await workspace.fs.createDirectory(this.folder);
    // Whole or not at all, whenever the process ends.
    const half = file.with({ path: `${file.path}.part` });
    await workspace.fs.writeFile(half, new TextEncoder().encode(kept));
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

function textOf(kept: SavedReview | null): string | null {
  return kept && JSON.stringify(kept);
}
