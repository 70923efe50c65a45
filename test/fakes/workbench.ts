import type { TextDocument, Uri } from "vscode";

interface Position {
  readonly line: number;
  readonly character: number;
}
interface Span {
  readonly start: Position;
  readonly end: Position;
}
export interface EditOf<R extends Span> {
  readonly uri: string;
  readonly range: R;
  readonly text: string;
}

/** Does something later; tests decide when. */
export type Later = (name: string, action: () => void) => void;

class Emitter<T> {
  readonly listeners = new Set<(event: T) => void>();
  readonly event = (listener: (event: T) => void): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}

/**
 * A text document as an extension has it: a mirror that lags behind the editor's own copy. The user and undo change
 * the editor's copy at once; the mirror follows when the change is delivered, changes in order.
 */
export class FakeDocument {
  readonly languageId = "csv";
  readonly encoding = "utf8";
  readonly isUntitled = false;
  isClosed = false;
  version = 1;
  #text: string;
  #lines: number[] = [];
  /** The editor's own copy. */
  model: string;
  modelVersion = 1;
  saved: string;
  readonly #undo: string[] = [];
  readonly #redo: string[] = [];
  readonly #undelivered: { text: string; version: number; done(): void }[] = [];

  constructor(
    readonly uri: Uri,
    text: string,
  ) {
    this.#text = text;
    this.model = text;
    this.saved = text;
    this.#index();
  }

  get isDirty(): boolean {
    return this.#text !== this.saved;
  }

  getText(): string {
    return this.#text;
  }

  positionAt(offset: number): Position {
    let line = this.#lines.findIndex((start) => start > offset) - 1;
    if (line < 0) line = this.#lines.length - 1;
    return { line, character: offset - (this.#lines[line] ?? 0) };
  }

  /** Offset of a position in the editor's own copy. */
  offsetInModel({ line, character }: Position): number {
    return (lineStarts(this.model)[line] ?? this.model.length) + character;
  }

  /** Changes the editor's copy and queues the news; `later` decides when the mirror hears of it. */
  edit(text: string, later: Later, step: "edit" | "undo" | "redo" = "edit"): Promise<void> {
    if (step === "edit") this.#redo.length = 0;
    const kept = step === "undo" ? this.#redo : this.#undo;
    kept.push(this.model);
    if (kept.length > 200) kept.shift();
    this.model = text;
    this.modelVersion++;
    return new Promise((done) => {
      this.#undelivered.push({ text, version: this.modelVersion, done });
      later("deliver", () => this.#deliver());
    });
  }

  undo(later: Later): Promise<void> {
    const text = this.#undo.pop();
    return text === undefined ? Promise.resolve() : this.edit(text, later, "undo");
  }

  redo(later: Later): Promise<void> {
    const text = this.#redo.pop();
    return text === undefined ? Promise.resolve() : this.edit(text, later, "redo");
  }

  #deliver(): void {
    const change = this.#undelivered.shift();
    if (change && !this.isClosed) {
      this.#text = change.text;
      this.version = change.version;
      this.#index();
      workbench.changed.fire({ document: this as unknown as TextDocument, contentChanges: [{}] });
    }
    change?.done();
  }

  #index(): void {
    this.#lines = lineStarts(this.#text);
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  return starts;
}

/** The editor that the fake `vscode` belongs to; one per process, set up anew by each test. */
class Workbench {
  documents: FakeDocument[] = [];
  readonly files = new Map<string, Uint8Array>();
  readonly settings = new Map<string, unknown>();
  /** Messages the user was shown. */
  readonly told: string[] = [];
  saveAs: Uri | undefined;
  /** The button that the user presses on every warning. */
  answer: string | undefined;
  /** Fired when any file beside a document has changed. */
  readonly filesChanged = new Emitter<void>();
  later: Later = (_name, action) => queueMicrotask(action);
  /** Called with the text before and after each edit of the extension. */
  onApplied: (before: string, after: string) => void = () => undefined;
  readonly changed = new Emitter<{ document: TextDocument; contentChanges: object[] }>();
  readonly closed = new Emitter<TextDocument>();
  readonly configured = new Emitter<{ affectsConfiguration(section: string): boolean }>();

  reset(later: Later): void {
    this.documents = [];
    this.files.clear();
    this.settings.clear();
    this.told.length = 0;
    this.saveAs = undefined;
    this.answer = undefined;
    this.later = later;
    this.onApplied = () => undefined;
  }

  open(uri: Uri, text: string): FakeDocument {
    const document = new FakeDocument(uri, text);
    this.documents.push(document);
    return document;
  }

  close(document: FakeDocument): void {
    document.isClosed = true;
    this.documents = this.documents.filter((one) => one !== document);
    this.closed.fire(document as unknown as TextDocument);
  }

  /** As in VS Code: the edit carries the version the extension knew, and is refused where the editor is further. */
  applyEdit(edits: readonly EditOf<Span>[]): Promise<boolean> {
    const document = this.documents.find((one) => one.uri.toString() === edits[0]?.uri);
    const version = document?.version;
    return new Promise((answer) => {
      this.later("apply", () => {
        if (!document || document.isClosed || document.modelVersion !== version) return answer(false);
        const before = document.model;
        const at = (position: Position) => document.offsetInModel(position);
        const spans = edits.map(({ range, text }) => ({ start: at(range.start), end: at(range.end), text }));
        let after = before;
        for (const { start, end, text } of spans.sort((a, b) => b.start - a.start)) after = after.slice(0, start) + text + after.slice(end);
        this.onApplied(before, after);
        void document.edit(after, this.later).then(() => answer(true));
      });
    });
  }

  watcher() {
    const none = (): { dispose(): void } => ({ dispose() {} });
    return { onDidChange: this.filesChanged.event, onDidCreate: none, onDidDelete: none, dispose() {} };
  }

  execute(command: string): Promise<void> {
    const [document] = this.documents;
    return new Promise((done) => {
      this.later(command, () => {
        if (!document || document.isClosed || (command !== "undo" && command !== "redo")) return done();
        void document[command](this.later).then(done);
      });
    });
  }
}

export const workbench = new Workbench();
