import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Disposable,
  EventEmitter,
  InlayHint,
  type InlayHintsProvider,
  InlineCompletionItem,
  type InlineCompletionItemProvider,
  l10n,
  languages,
  type Position,
  Range,
  type TextDocument,
  TextEdit,
} from "vscode";
import { planEdits } from "../csv/edits";
import type { Suggestion } from "../imputation/suggestion";
import { CellState } from "../shared/cellState";
import { commandIds } from "../shared/commandIds";
import { planOptions } from "../imputation/fillTable";
import { certaintyText } from "../review/distance";
import { missingBetween } from "../review/missingBetween";
import type { Review } from "../review/review";
import { DocumentSource } from "./documentSource";
import type { Reviews } from "./reviews";
import { readSetting } from "./settings";

/** VS Code draws no more of these in one editor. */
const maxInlayHints = 1500;
const selector = { pattern: "**/*.{csv,tsv,tab,psv,CSV,TSV,TAB,PSV}" };

/** Suggestions of an opened review, in the text editor: quick fix, inlay values, inline completion. */
export class TextHints implements CodeActionProvider, InlayHintsProvider, InlineCompletionItemProvider, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #registered: Disposable[];

  constructor(private readonly reviews: Reviews) {
    this.#registered = [
      languages.registerCodeActionsProvider(selector, this, { providedCodeActionKinds: [CodeActionKind.QuickFix] }),
      languages.registerInlayHintsProvider(selector, this),
      languages.registerInlineCompletionItemProvider(selector, this),
    ];
  }

  /** Suggestions or settings have changed. */
  refresh(): void {
    this.#changed.fire();
  }

  dispose(): void {
    for (const registered of this.#registered) registered.dispose();
    this.#changed.dispose();
  }

  provideCodeActions(document: TextDocument, range: Range): CodeAction[] {
    const known = this.#review(document);
    if (!known) return [];
    const [suggestion] = suggestionsIn(known, document, range, 1);
    if (!suggestion) return [];
    const { row, column, value, certainty } = suggestion;
    const sure = certaintyText(certainty, known.source.table.columns[column]);
    const title = sure === "" ? l10n.t("Fill with {0}", shortened(value)) : l10n.t("Fill with {0} ({1})", shortened(value), sure);
    const action = new CodeAction(title, CodeActionKind.QuickFix);
    action.command = { command: commandIds.fillCell, title, arguments: [document.uri, row, column, value] };
    action.isPreferred = true;
    return [action];
  }

  provideInlayHints(document: TextDocument, range: Range): InlayHint[] {
    const known = readSetting("inlayHints", document.uri) ? this.#review(document) : null;
    if (!known) return [];
    return suggestionsIn(known, document, range, maxInlayHints).flatMap((suggestion) => {
      const edit = editOf(known, document, suggestion);
      if (!edit) return [];
      const hint = new InlayHint(edit.range.start, shortened(suggestion.value));
      const sure = certaintyText(suggestion.certainty, known.source.table.columns[suggestion.column]);
      hint.tooltip = sure === "" ? l10n.t("Suggested. Double-click to fill it in.") : l10n.t("Suggested, certainty {0}. Double-click to fill it in.", sure);
      hint.textEdits = [edit];
      return [hint];
    });
  }

  provideInlineCompletionItems(document: TextDocument, position: Position): InlineCompletionItem[] {
    const known = readSetting("inlineCompletions", document.uri) ? this.#review(document) : null;
    if (!known) return [];
    const [suggestion] = suggestionsIn(known, document, new Range(position, position), 1);
    const edit = suggestion && editOf(known, document, suggestion);
    // Ghost text goes where the cursor is, so only into a missing cell without a token in it.
    if (!edit?.range.isEmpty || !edit.range.start.isEqual(position)) return [];
    return [new InlineCompletionItem(edit.newText, edit.range)];
  }

  /** The document's review, if it knows the document as it is now. */
  #review(document: TextDocument): Known | null {
    const review = this.reviews.of(document);
    if (!(review?.source instanceof DocumentSource) || review.source.version !== document.version) return null;
    return { review, source: review.source };
  }
}

/** A review and the document it is about. */
interface Known {
  readonly review: Review;
  readonly source: DocumentSource;
}

function suggestionsIn({ review: { session }, source }: Known, document: TextDocument, range: Range, most: number): Suggestion[] {
  const found: Suggestion[] = [];
  const places = missingBetween(source.now.file, session, document.offsetAt(range.start), document.offsetAt(range.end));
  for (const { row, column } of places) {
    const suggestion = session.state(row, column) === CellState.Suggested ? session.suggestion(row, column) : null;
    if (suggestion) found.push(suggestion);
    if (found.length >= most) break;
  }
  return found;
}

function editOf({ source }: Known, document: TextDocument, fill: Suggestion): TextEdit | null {
  const { file, quoted } = source.now;
  const [edit] = planEdits(file, [fill], { quoted }, planOptions(source.table)).edits;
  return edit ? TextEdit.replace(new Range(document.positionAt(edit.start), document.positionAt(edit.end)), edit.text) : null;
}

function shortened(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}
