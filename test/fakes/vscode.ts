/** The part of `vscode` that a review uses, on the workbench of `workbench.ts`. Types are checked where they are used: against the real ones. */
import { type EditOf, workbench } from "./workbench";

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  static file(path: string): Uri {
    return new Uri("file", path);
  }
  static parse(text: string): Uri {
    const [scheme = "", path = ""] = text.split("://");
    return new Uri(scheme, path);
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    const joined: string[] = [];
    for (const part of `${base.path}/${parts.join("/")}`.split("/")) {
      if (part === "..") joined.pop();
      else if (part !== "") joined.push(part);
    }
    return new Uri(base.scheme, `/${joined.join("/")}`);
  }
  get fsPath(): string {
    return this.path;
  }
  with({ path }: { readonly path: string }): Uri {
    return new Uri(this.scheme, path);
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class Range {
  constructor(
    readonly start: { readonly line: number; readonly character: number },
    readonly end: { readonly line: number; readonly character: number },
  ) {}
}

export class WorkspaceEdit {
  readonly edits: EditOf<Range>[] = [];
  replace(uri: Uri, range: Range, text: string): void {
    this.edits.push({ uri: uri.toString(), range, text });
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(event: T) => void>();
  readonly event = (listener: (event: T) => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class FileSystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export class RelativePattern {
  constructor(
    readonly base: Uri,
    readonly pattern: string,
  ) {}
}

export const ViewColumn = { Beside: -2 };
export const ProgressLocation = { Window: 10, Notification: 15 };
export const FileType = { File: 1, Directory: 2 };
export const env = { language: "en" };

const filled = (text: string, values: readonly unknown[]): string =>
  text.replace(/\{(\d+)\}/g, (place, index) => (Number(index) < values.length ? String(values[Number(index)]) : place));
export const l10n = { t: (text: string, ...values: unknown[]) => filled(text, values) };

export const window = {
  showInformationMessage: async (text: string) => void workbench.told.push(text),
  showWarningMessage: async (text: string) => {
    workbench.told.push(text);
    return workbench.answer;
  },
  showErrorMessage: async (text: string) => void workbench.told.push(text),
  showSaveDialog: async () => workbench.saveAs,
  showTextDocument: async () => undefined,
  withProgress: (_options: unknown, task: (progress: { report(): void }, token: object) => Promise<unknown>) =>
    task({ report() {} }, { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) }),
};

export const commands = { executeCommand: (command: string) => workbench.execute(command) };

export const workspace = {
  onDidChangeTextDocument: workbench.changed.event,
  onDidCloseTextDocument: workbench.closed.event,
  onDidChangeConfiguration: workbench.configured.event,
  get textDocuments() {
    return workbench.documents;
  },
  getConfiguration: () => ({ get: (name: string) => workbench.settings.get(name) }),
  createFileSystemWatcher: () => workbench.watcher(),
  applyEdit: (edit: WorkspaceEdit) => workbench.applyEdit(edit.edits),
  decode: async (bytes: Uint8Array) => new TextDecoder().decode(bytes),
  encode: async (text: string) => new TextEncoder().encode(text),
  fs: {
    isWritableFileSystem: () => true,
    readFile: async (uri: Uri) => {
      await new Promise<void>((done) => workbench.later("read file", done));
      const bytes = workbench.files.get(uri.toString());
      if (!bytes) throw new FileSystemError("FileNotFound");
      return bytes;
    },
    /** Files written later come later in the workbench's list. */
    stat: async (uri: Uri) => {
      const mtime = [...workbench.files.keys()].indexOf(uri.toString());
      if (mtime < 0) throw new FileSystemError("FileNotFound");
      return { type: FileType.File, mtime, size: workbench.files.get(uri.toString())?.length ?? 0 };
    },
    readDirectory: async (uri: Uri) =>
      [...workbench.files.keys()]
        .filter((file) => file.startsWith(`${uri.toString()}/`))
        .map((file) => [file.slice(uri.toString().length + 1), FileType.File] as const),
    writeFile: async (uri: Uri, bytes: Uint8Array) => void workbench.files.set(uri.toString(), bytes),
    rename: async (from: Uri, to: Uri) => {
      const bytes = workbench.files.get(from.toString());
      if (!bytes) throw new FileSystemError("FileNotFound");
      workbench.files.set(to.toString(), bytes);
      workbench.files.delete(from.toString());
    },
    createDirectory: async () => undefined,
    delete: async (uri: Uri) => void workbench.files.delete(uri.toString()),
  },
};
