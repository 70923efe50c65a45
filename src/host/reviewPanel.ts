import { randomBytes } from "node:crypto";
import { env, l10n, type LogOutputChannel, Uri, type WebviewPanel } from "vscode";
import { englishStrings, type StringKey, type Strings } from "../shared/strings";
import { reasonOf } from "../files/reasonOf";
import { ReviewChannel } from "../shared/hostChannel";
import { reviewHandlers } from "./reviewHandlers";
import { reviewHtml, sentenceHtml } from "../shared/reviewHtml";
import type { OpenReview } from "./openReview";
import { nameOf } from "./files";

/** Shows a review's table in a panel and connects both; the page loads while the first rows are read. */
export function showReview(panel: WebviewPanel, extensionUri: Uri, open: OpenReview, log: LogOutputChannel): { dispose(): void } {
  const { webview } = panel;
  const dist = Uri.joinPath(extensionUri, "dist");
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const channel = new ReviewChannel(webview, reviewHandlers(open), (method, error) => log.error(`The review's request ${method} failed.`, error as Error));
  webview.html = reviewHtml({
    nonce: randomBytes(24).toString("base64"),
    cspSource: webview.cspSource,
    script: webview.asWebviewUri(Uri.joinPath(dist, "webview.js")).toString(),
    style: webview.asWebviewUri(Uri.joinPath(dist, "review.css")).toString(),
    title: l10n.t("Review Missing Values"),
    boot: { strings: translated(), language: env.language },
  });
  let stop = (): void => undefined;
  let gone = false;
  open.opened.then(
    (review) => {
      if (review && !gone) stop = review.onEvent((event) => channel.tell(event));
    },
    (error) => {
      if (!gone) webview.html = sentenceHtml(l10n.t("{0} cannot be read: {1}.", nameOf(open.uri), reasonOf(error).replace(/\.$/, "")));
    },
  );
  return {
    dispose() {
      gone = true;
      stop();
      channel.dispose();
    },
  };
}

function translated(): Strings {
  const entries = Object.entries(englishStrings).map(([key, text]) => [key as StringKey, l10n.t(text)] as const);
  return Object.fromEntries(entries) as Record<StringKey, string>;
}
