import { type Disposable, l10n, MarkdownString, StatusBarAlignment, type TextDocument, type Uri, window, workspace } from "vscode";
import { isMissing } from "../table/cell";
import type { TableOutline } from "../table/column";
import { commandIds, largeViewType, reviewViewType } from "../shared/commandIds";
import { countText } from "../review/words";
import { type CsvDocuments, isCsv, patience } from "./csvDocuments";
import { readSetting } from "./settings";

/** The exact number of missing cells of the active CSV file; a click opens the review. */
export class MissingCount implements Disposable {
  readonly #item = window.createStatusBarItem("nptImpute.missing", StatusBarAlignment.Right, 90);
  readonly #subscriptions: Disposable[];
  readonly #life = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  /** What reading the active document took last, ms. */
  #cost = 0;

  constructor(private readonly documents: CsvDocuments) {
    this.#item.name = l10n.t("Missing cells");
    this.#subscriptions = [
      window.onDidChangeActiveTextEditor(() => this.#update()),
      window.tabGroups.onDidChangeTabs(() => this.#update()),
      window.tabGroups.onDidChangeTabGroups(() => this.#update()),
      workspace.onDidOpenTextDocument(() => this.#update()),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === activeCsv()) this.#later();
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("nptImpute")) this.#update();
      }),
    ];
    this.#update();
  }

  dispose(): void {
    this.#life.abort();
    if (this.#timer) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #later(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), patience(this.#cost));
  }

  #update(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const document = activeCsv();
    if (!document || !readSetting("statusBar", document.uri)) {
      this.#item.hide();
      return;
    }
    void this.#count(document);
  }

  async #count(document: TextDocument): Promise<void> {
    const csv = this.documents.of(document);
    const reading = await csv.read();
    this.#cost = reading.cost;
    // Whether a word such as "none" is missing depends on what its column holds.
    if (readSetting("missingTokens", document.uri).length > 0) await csv.engineTable(reading, this.#life.signal).catch(() => undefined);
    if (document !== activeCsv() || document.version !== reading.version) return;
    const missing = countMissing(csv.table(reading));
    const count = countText(missing);
    this.#item.text = missing === 0 ? l10n.t("$(table) none missing") : l10n.t("$(table) {0} missing", count);
    this.#item.tooltip = new MarkdownString(
      missing === 0
        ? l10n.t("Every cell of this table has a value.")
        : l10n.t("{0} cells of this table have no value. Click to review suggestions for them.", count),
    );
    this.#item.accessibilityInformation = { label: l10n.t("{0} missing cells", count) };
    this.#item.command = { command: commandIds.review, title: l10n.t("Review Missing Values"), arguments: [document.uri] };
    this.#item.show();
  }
}

/** Missing cells of the whole table. */
function countMissing(table: TableOutline): number {
  let missing = 0;
  for (const column of table.columns) {
    for (let row = 0; row < table.rows; row++) if (isMissing(table, column, row)) missing++;
  }
  return missing;
}

/** The document in front, in a text editor or in a review. */
function activeCsv(): TextDocument | null {
  const uri = activeUri();
  if (!uri) return null;
  const found = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return found && isCsv(found) ? found : null;
}

/** The file in front: of the active text editor, or of the active review. */
export function activeUri(): Uri | null {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (typeof input === "object" && input !== null && "viewType" in input && "uri" in input) {
    if (input.viewType === reviewViewType || input.viewType === largeViewType) return input.uri as Uri;
  }
  return window.activeTextEditor?.document.uri ?? null;
}
