import { type Disposable, type TextDocument, workspace } from "vscode";
import { type CsvDocuments, type ParsedCsv, patience } from "./csvDocuments";
import { type Unfaithful, unfaithful } from "./fidelity";
import { mapRows } from "./review/rowMap";
import { RowView } from "./review/rowView";
import { ReviewSession } from "./review/session";

/** What a review does when its document has become another one. */
interface Follower {
  /** The session is on the new content. `rowMap`: see `ReviewSession.rebase`; null where every row is where and what it was. */
  rebased(rowMap: Int32Array | null): void;
  /** The table is another one, with a session of its own: nothing of the old review fits. */
  replaced(): void;
  /** The document turned out not to keep the file's bytes. */
  unfaithful(): void;
}

/** A document as its review knows it: read again a moment after each edit, the session and the rows shown moved along. */
export class FollowedDocument implements Disposable {
  session: ReviewSession;
  view = new RowView();
  /** Grows when rows or columns moved: row numbers of an earlier layout mean other rows now. */
  layout = 0;
  /** ExplanationView the document cannot keep the file's bytes; null where it can. */
  unfaithful: Unfaithful | null = null;
  #parsed: ParsedCsv;
  #inspecting: Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly document: TextDocument,
    private readonly documents: CsvDocuments,
    private readonly follower: Follower,
  ) {
    this.#parsed = documents.parse(document);
    this.session = new ReviewSession(this.#parsed.file, this.#parsed.table);
    this.#subscriptions = [
      workspace.onDidChangeTextDocument((change) => {
        if (change.document === document && change.contentChanges.length > 0) this.#syncLater();
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("nptImpute")) this.#settingsChanged();
      }),
    ];
    this.#inspecting = this.#inspectBytes();
  }

  /** The document as the session knows it. */
  get parsed(): ParsedCsv {
    return this.#parsed;
  }

  /** Resolves when it is known whether the document keeps the file's bytes: until then nothing is decided. */
  get inspected(): Promise<void> {
    return this.#inspecting;
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Brings the session up to the document's present version. */
  sync(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.document.isClosed || this.document.version === this.#parsed.version) return;
    // Read again from the disk, perhaps: then these are other bytes.
    if (!this.document.isDirty && this.unfaithful === null) this.#inspecting = this.#inspectBytes();
    const before = this.#parsed;
    const now = this.documents.parse(this.document);
    this.#parsed = now;
    if (before.file.columns !== now.file.columns || before.file.dialect.delimiter !== now.file.dialect.delimiter) {
      this.session = new ReviewSession(now.file, now.table);
      this.view = new RowView();
      this.layout++;
      this.follower.replaced();
      return;
    }
    const map = mapRows(before.file, now.file, (row, column) => this.session.wasMissing(row, column));
    const moved = before.file.rows !== now.file.rows || map.some((row, i) => row !== i && row !== -1);
    const same = !moved && !map.includes(-1);
    this.session.rebase(now.file, now.table, same ? null : map);
    if (moved) this.view.moved(map, now.file.rows);
    // A row that became another one where it stands is not the row a user pointed at, either.
    if (!same) this.layout++;
    this.follower.rebased(same ? null : map);
  }

  #syncLater(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.sync(), patience(this.#parsed.cost));
  }

  #settingsChanged(): void {
    // Rows may have moved as well: reading the text anew sees to both.
    if (this.document.version !== this.#parsed.version) {
      this.sync();
      return;
    }
    const parsed = this.documents.parse(this.document);
    if (parsed === this.#parsed) return;
    this.#parsed = parsed;
    this.session.rebase(parsed.file, parsed.table, null);
    this.follower.rebased(null);
  }

  async #inspectBytes(): Promise<void> {
    try {
      this.unfaithful = await unfaithful(this.document);
    } catch {
      // A file that cannot be decoded as its document was is not one to write through.
      this.unfaithful = "encoding";
    }
    if (this.unfaithful !== null) this.follower.unfaithful();
  }
}
