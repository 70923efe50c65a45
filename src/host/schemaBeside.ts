import { type Disposable, FileSystemError, l10n, RelativePattern, Uri, window, workspace } from "vscode";
import type { TableSummary } from "../engine/contract";
import { reasonOf } from "../files/reasonOf";
import type { FoundSchema, SchemaFile } from "../review/reading";
import type { SchemaFormat } from "../review/schemaFormat";
import type { StatedReading } from "../table/reading";
import { nameOf, writeWhole } from "./files";

/** A file is written to many times before it is whole: how long to wait after a change, ms. */
const settledMs = 300;

/** The schema beside a reviewed file: `<name>.schema.json`, or a data package that names the file. */
export class SchemaBeside implements SchemaFile, Disposable {
  readonly #csvName: string;
  readonly #names: readonly [string, ...string[]];
  readonly #watchers: readonly Disposable[];
  #timer: NodeJS.Timeout | null = null;
  #disposed = false;
  /** The newest search, so that an older one's answer is not told after it. */
  #searches = 0;
  #onChange: (found: FoundSchema) => void = () => undefined;

  constructor(
    private readonly csv: Uri,
    private readonly format: SchemaFormat,
  ) {
    this.#csvName = nameOf(csv);
    this.#names = format.names(this.#csvName);
    this.#watchers = this.#names.map((name) => this.#watch(name));
  }

  get name(): string {
    return this.#names[0];
  }

  /** Calls `listener` with what is there after each change. */
  onChange(listener: (found: FoundSchema) => void): void {
    this.#onChange = listener;
  }

  find(): Promise<FoundSchema> {
    return findSchema(this.csv, this.format);
  }

  async save(summary: TableSummary, stated: StatedReading): Promise<StatedReading | null> {
    const uri = this.#at(this.name);
    const text = this.format.write(summary, stated);
    const before = await textAt(uri);
    if (before !== text) {
      if (before !== null && !(await this.#mayOverwrite())) return null;
      await writeWhole(uri, new TextEncoder().encode(text), true);
    }
    void this.#tellSaved(uri);
    return this.format.read(text, this.name, this.#csvName).stated;
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.dispose();
  }

  #at(name: string): Uri {
    return Uri.joinPath(this.csv, "..", name);
  }

  async #mayOverwrite(): Promise<boolean> {
    const overwrite = l10n.t("Overwrite");
    const text = l10n.t("{0} already exists and says something else. Do you want to overwrite it?", this.name);
    return (await window.showWarningMessage(text, { modal: true }, overwrite)) === overwrite;
  }

  async #tellSaved(uri: Uri): Promise<void> {
    const open = l10n.t("Open");
    if ((await window.showInformationMessage(l10n.t("Reading saved in {0}.", this.name), open)) === open) await window.showTextDocument(uri);
  }

  #watch(name: string): Disposable {
    // Characters that a pattern gives a meaning stand for any character.
    const pattern = new RelativePattern(Uri.joinPath(this.csv, ".."), name.replace(/[[\]{}*?]/g, "?"));
    const watcher = workspace.createFileSystemWatcher(pattern);
    const changed = (): void => {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#search(), settledMs);
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    return watcher;
  }

  async #search(): Promise<void> {
    const search = ++this.#searches;
    const found = await this.find();
    if (!this.#disposed && search === this.#searches) this.#onChange(found);
  }
}

/** The schema beside a CSV file, as it is now. */
export async function findSchema(csv: Uri, format: SchemaFormat): Promise<FoundSchema> {
  const csvName = nameOf(csv);
  for (const name of format.names(csvName)) {
    try {
      const text = await textAt(Uri.joinPath(csv, "..", name));
      if (text !== null && format.describes(text, name, csvName)) return format.read(text, name, csvName);
    } catch (error) {
      return { problem: reasonOf(error) };
    }
  }
  return null;
}

/** The file's text; null where there is none. */
async function textAt(uri: Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof FileSystemError && error.code === "FileNotFound") return null;
    throw error;
  }
}
