import type { ComponentChild } from "preact";
import type { ReviewState } from "../../shared/protocol";
import type { ReviewStore } from "../state/store";
import { IconButton } from "../ui/buttons";
import { Icon } from "../ui/icons";

/** What the user should know about this file, and the last failure until it is put away. */
export function Notices({ store, review }: { readonly store: ReviewStore; readonly review: ReviewState }): ComponentChild {
  if (review.notices.length === 0 && store.failure === "") return null;
  return (
    <div class="notices" data-testid="notices">
      {review.notices.map(({ id, text, action }) => (
        <p key={id} class={`notice ${id}`} data-testid={`notice-${id}`}>
          <Icon name={id === "nothingMissing" ? "info" : "warning"} />
          <span class="says">{text}</span>
          {action && (
            <button type="button" onClick={() => store.perform(store.client.ask(action.method, {}))}>
              {action.label}
            </button>
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
