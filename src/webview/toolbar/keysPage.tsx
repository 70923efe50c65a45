import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { StringKey } from "../../shared/strings";
import { IconButton } from "../ui/buttons";
import { keyName } from "../ui/keyName";
import type { Words } from "../words";

type Keys = readonly (readonly [keys: readonly string[], does: StringKey])[];

const groups: readonly { readonly title: StringKey; readonly keys: Keys }[] = [
  {
    title: "keysDecide",
    keys: [
      [["Enter"], "guideAccept"],
      [["Delete"], "guideReject"],
      [["F2"], "guideType"],
      [["F8"], "guideNext"],
      [["Shift+F8"], "keyPrevious"],
      [["Ctrl+Z"], "undo"],
      [["Ctrl+Y", "Ctrl+Shift+Z"], "redo"],
    ],
  },
  {
    title: "keysFind",
    keys: [
      [["Ctrl+F"], "find"],
      [["Ctrl+G"], "goToColumn"],
      [["Home", "End"], "keyRowEnds"],
      [["Ctrl+Home", "Ctrl+End"], "keyTableEnds"],
      [["F6", "Shift+F6"], "keyRegions"],
      [["Escape"], "keyEscape"],
    ],
  },
  {
    title: "keysSelect",
    keys: [
      [["Shift+↓"], "keyExtend"],
      [["Ctrl+Space"], "selectColumn"],
      [["Shift+Space"], "selectRow"],
      [["Ctrl+A"], "selectAll"],
      [["Ctrl+C"], "copy"],
      [["Ctrl+Shift+C"], "copyWithHeaders"],
    ],
  },
  {
    title: "keysHeader",
    keys: [
      [["Enter", "Space"], "sortTip"],
      [["F"], "filterRows"],
      [["P"], "keyPin"],
      [["H"], "hideColumn"],
      [["Shift+→", "Shift+←"], "keyWidth"],
      [["Alt+↓"], "keyMenu"],
    ],
  },
];

interface Props {
  readonly words: Words;
  onClose(): void;
}

/** The page of keys. */
export function KeysPage({ words, onClose }: Props): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="keyspage"
      aria-labelledby="keys-title"
      data-testid="keys"
      // What is pressed here is not meant for the table.
      onKeyDown={(event: KeyboardEvent) => event.stopPropagation()}
      onClose={onClose}
    >
      <header>
        <h2 id="keys-title">{words.keysTitle}</h2>
        <IconButton icon="close" label={words.closeKeys} id="keys-close" onClick={() => dialog.current?.close()} />
      </header>
      <div class="keygroups">
        {groups.map(({ title, keys }) => (
          <section key={title} aria-labelledby={title}>
            <h3 id={title}>{words[title]}</h3>
            <dl class="keys">
              {keys.map(([names, does]) => (
                <div key={does}>
                  <dt>
                    {names.map((name) => (
                      <kbd key={name}>{keyName(name)}</kbd>
                    ))}
                  </dt>
                  <dd>{words[does]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
