import type { ComponentChild } from "preact";
import type { Notice } from "../../shared/protocol";
import type { ReviewStore } from "../state/store";
import { IconButton } from "../ui/buttons";
import { Icon } from "../ui/icons";

const quiet: ReadonlySet<Notice["id"]> = new Set(["nothingMissing", "moreDoubts"]);

/** What the user should know about this file, and the last failure until it is put away. */
export function Notices({ store, notices }: { readonly store: ReviewStore; readonly notices: readonly Notice[] }): ComponentChild {
  if (notices.length === 0 && store.failure === "") return null;
  return (
    <div class="notices" data-testid="notices">
      {notices.map(({ id, text, actions, doubt }) => (
        <p key={doubt ?? id} class={`notice ${id}`} data-testid={`notice-${id}`}>
          <Icon name={quiet.has(id) ? "info" : "warning"} />
          <span class="says">{text}</span>
          {actions.map(({ label, method, args }) => (
            <button key={label} type="button" onClick={() => store.perform(store.client.ask(method, args))}>
              {label}
            </button>
          ))}
          {doubt !== null && (
            <IconButton icon="close" label={store.words.dismiss} id="put-away" onClick={() => store.perform(store.client.ask("putAway", { doubt }))} />
          )}
        </p>
      ))}
      {store.failure !== "" && (
        <p class="notice failed" role="alert" data-testid="failure">
          <Icon name="warning" />
          <span class="says">{store.failure}</span>
          <IconButton icon="close" label={store.words.dismiss} id="dismiss" onClick={() => store.dismissFailure()} />
        </p>
      )}
    </div>
  );
}
