import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Search } from "../state/search";
import { IconButton } from "../ui/buttons";
import type { Words } from "../words";

interface Props {
  readonly search: Search;
  readonly words: Words;
  /** Grows each time the search is called for: the field takes the focus. */
  readonly called: number;
  onClose(): void;
}

/** The search in the table: a text, how many cells contain it, and the way from one to the next. */
export function SearchBar({ search, words, called, onClose }: Props): ComponentChild {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [called]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" || event.key === "F3") search.next(event.shiftKey);
    else if (event.key === "Escape") onClose();
    else {
      if (control && /^[zy]$/i.test(event.key)) event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search class="searchbar" data-testid="search">
      <input
        ref={field}
        type="text"
        aria-label={words.searchTable}
        placeholder={words.searchTable}
        value={search.query}
        autocomplete="off"
        spellcheck={false}
        data-testid="search-field"
        onKeyDown={onKeyDown}
        onInput={(event: Event) => search.type((event.currentTarget as HTMLInputElement).value)}
      />
      <span class="found" role="status" data-testid="search-found">
        {foundText(search, words)}
      </span>
      <IconButton icon="up" label={words.previousMatch} id="search-previous" onClick={() => search.next(true)} />
      <IconButton icon="down" label={words.nextMatch} id="search-next" onClick={() => search.next(false)} />
      <IconButton icon="close" label={words.closeSearch} id="search-close" onClick={onClose} />
    </search>
  );
}

function foundText({ found, searching, query }: Search, words: Words): string {
  if (searching) return words.searching;
  if (found === null || query === "") return "";
  if (found.total === 0) return words.noMatches;
  return found.cut ? words.say("matchOfMore", found.at, found.total) : words.say("matchOf", found.at, found.total);
}
