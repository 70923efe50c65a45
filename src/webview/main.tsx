import { render } from "preact";
import { type Boot, readSavedView, type SavedView, type ToHost } from "../shared/protocol";
import { App } from "./app";
import { HostClient } from "./state/hostClient";
import { ReviewStore } from "./state/store";
import { wordsIn } from "./words";

interface WebviewApi {
  postMessage(message: ToHost): void;
  getState(): SavedView | undefined;
  setState(state: SavedView): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** Text may be large by choice of the user; rows follow it. */
function rowHeightOf(body: HTMLElement): number {
  const size = Number.parseFloat(getComputedStyle(body).fontSize);
  return Math.max(24, Math.round((Number.isFinite(size) ? size : 13) * 2));
}

/** How long after a change the host is told how the table is shown, ms. */
const savePause = 300;

function start(): void {
  const api = acquireVsCodeApi();
  const root = document.getElementById("root");
  const boot = document.getElementById("boot")?.textContent;
  if (!root || !boot) throw new Error("The page of the review is incomplete.");
  const { strings, language } = JSON.parse(boot) as Boot;
  document.documentElement.lang = language;
  const saved = api.getState();
  const client = new HostClient(api, window);
  const store = new ReviewStore(client, wordsIn(strings, language));
  window.addEventListener("pagehide", () => client.dispose());
  let timer = 0;
  // Saved by VS Code for this tab, by the host for the file.
  const save = (view: SavedView): void => {
    api.setState(view);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => store.perform(client.ask("keep", { view })), savePause);
  };
  render(
    <App
      store={store}
      saved={saved ? readSavedView(saved) : null}
      rowHeight={rowHeightOf(document.body)}
      save={save}
    />,
    root,
  );
}

start();
