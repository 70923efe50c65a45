import { env, l10n, type LogOutputChannel, Uri, type WebviewPanel } from "vscode";
import type { HostEvent, HostHandlers } from "../shared/protocol";
import { englishStrings, type StringKey, type Strings } from "../shared/strings";
import { ReviewChannel } from "./reviewChannel";
import { reviewHtml } from "./reviewHtml";

/** A review's table in a panel. */
export interface ShownReview {
  tell(event: HostEvent): void;
  /** Ends the connection. */
  dispose(): void;
}

/** Shows a review's table in a panel and connects both. */
export function showReview(
  panel: WebviewPanel,
  extensionUri: Uri,
  handlers: HostHandlers,
  log: LogOutputChannel,
): ShownReview {
  const { webview } = panel;
  const dist = Uri.joinPath(extensionUri, "dist");
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const channel = new ReviewChannel(webview, handlers, (method, error) =>
    log.error(`The review's request ${method} failed.`, error as Error),
  );
  webview.html = reviewHtml({
    cspSource: webview.cspSource,
    script: webview.asWebviewUri(Uri.joinPath(dist, "webview.js")).toString(),
    style: webview.asWebviewUri(Uri.joinPath(dist, "review.css")).toString(),
    title: l10n.t("Review Missing Values"),
    boot: { strings: translated(), language: env.language },
  });
  return channel;
}

function translated(): Strings {
  const entries = Object.entries(englishStrings).map(([key, text]) => [key as StringKey, l10n.t(text)] as const);
  return Object.fromEntries(entries) as Record<StringKey, string>;
}
