import { type ColumnLayout, stickyPlaces, visiblePlaces } from "../state/columnLayout";
import type { Cursor } from "../state/cursor";
import { positionAfterScroll, positionAt, positionRevealing, type ScrollGeometry, type ScrollPosition } from "./scroll";

/** Rows rendered beyond each edge of the view, and rows that share one origin of coordinates. */
const overscan = 4;
export const rowsPerOrigin = 64;
export const headHeight = 96;
export const gutterWidth = 64;

/** What the viewport looks at. */
interface Extent {
  readonly viewRows: number;
  /** px. */
  readonly rowHeight: number;
  readonly layout: ColumnLayout;
}

/** What is in view: rows and scrolled places, both ends included. */
export interface View {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstPlace: number;
  readonly lastPlace: number;
  /** Pinned places that stay in view. */
  readonly sticky: number;
  /** Of the grid, its head included, px. */
  readonly height: number;
}

/** The elements of the page that are scrolled and moved. */
export interface Parts {
  readonly scroller: HTMLElement;
  readonly layer: HTMLElement;
  readonly rows: HTMLElement;
}

/** Where the grid is scrolled to, and what is in view there; moves what is in the page accordingly. */
export class Viewport {
  view: View = { firstRow: 0, lastRow: -1, firstPlace: 0, lastPlace: -1, sticky: 0, height: 600 };
  #parts: Parts | null = null;
  #position: ScrollPosition = { top: 0, scrollTop: 0 };
  #scrollLeft = 0;
  #width = 800;
  #observer: ResizeObserver | null = null;

  constructor(
    private readonly extent: () => Extent,
    /** Other rows or columns have come into view. */
    private readonly onChange: (view: View) => void,
  ) {}

  attach(parts: Parts): void {
    this.#parts = parts;
    this.#observer = new ResizeObserver(() => this.measure());
    this.#observer.observe(parts.scroller);
    this.measure();
  }

  detach(): void {
    this.#observer?.disconnect();
    this.#parts = null;
  }

  get geometry(): ScrollGeometry {
    const { viewRows, rowHeight } = this.extent();
    return { content: viewRows * rowHeight, viewport: Math.max(rowHeight, this.view.height - headHeight) };
  }

  /** Takes note of the size, and brings the position back into the content after that or the content has changed. */
  measure(): void {
    if (!this.#parts) return;
    const { scroller, layer } = this.#parts;
    this.#width = scroller.clientWidth;
    // As wide as what is visible, not as the canvas nor with the scrollbar.
    layer.style.width = `${this.#width}px`;
    const height = scroller.clientHeight;
    if (height !== this.view.height) this.#change({ ...this.view, height });
    this.#moveTo(positionAt(this.geometry, this.#position.top));
  }

  readonly onScroll = (): void => {
    if (!this.#parts) return;
    const { scroller } = this.#parts;
    this.#scrollLeft = scroller.scrollLeft;
    const own = Math.abs(scroller.scrollTop - this.#position.scrollTop) < 1;
    if (!own) this.#position = positionAfterScroll(this.geometry, this.#position, scroller.scrollTop);
    this.#show();
  };

  /** Scrolls as little as it takes to have a cell in full view; -1 is the header's row, which always is. */
  reveal({ viewRow, place }: Cursor): void {
    if (!this.#parts) return;
    const { scroller } = this.#parts;
    const { layout, rowHeight } = this.extent();
    const left = layout.left[place] ?? 0;
    const right = layout.left[place + 1] ?? left;
    const room = this.#width - gutterWidth;
    const sticky = stickyPlaces(layout, room);
    const pins = layout.left[sticky] ?? 0;
    if (place >= sticky) {
      if (left - pins < this.#scrollLeft) scroller.scrollLeft = left - pins;
      else if (right > this.#scrollLeft + room) scroller.scrollLeft = Math.min(left - pins, right - room);
    }
    this.#scrollLeft = scroller.scrollLeft;
    if (viewRow < 0) this.#show();
    else this.#moveTo(positionRevealing(this.geometry, this.#position, viewRow * rowHeight, rowHeight));
  }

  /** px from the rows' common origin, which moves along so that coordinates stay small. */
  topOf(row: number): number {
    return (row - origin(this.view.firstRow)) * this.extent().rowHeight;
  }

  /**
   * Puts rows and cells where the position has them. Set on these few elements: an inherited property would have the
   * browser look at the style of everything in the grid at every movement.
   */
  place(): void {
    if (!this.#parts) return;
    const { rows, layer } = this.#parts;
    rows.style.transform = `translateY(${origin(this.view.firstRow) * this.extent().rowHeight - this.#position.top}px)`;
    const aside = `translateX(${-this.#scrollLeft}px)`;
    for (const cells of layer.querySelectorAll<HTMLElement>(".cells")) {
      if (cells.style.transform !== aside) cells.style.transform = aside;
    }
  }

  #moveTo(position: ScrollPosition): void {
    this.#position = position;
    const scroller = this.#parts?.scroller;
    if (scroller && Math.abs(scroller.scrollTop - position.scrollTop) >= 1) scroller.scrollTop = position.scrollTop;
    this.#show();
  }

  /** Moves what is in the page; tells only when other rows or columns come into view. */
  #show(): void {
    const { viewRows, rowHeight, layout } = this.extent();
    const { top } = this.#position;
    const room = this.#width - gutterWidth;
    const sticky = stickyPlaces(layout, room);
    const places = visiblePlaces(layout, this.#scrollLeft, this.#scrollLeft + room, sticky);
    this.#change({
      firstRow: Math.max(0, Math.floor(top / rowHeight) - overscan),
      lastRow: Math.min(viewRows - 1, Math.ceil((top + this.geometry.viewport) / rowHeight) + overscan),
      firstPlace: places.first,
      lastPlace: places.last,
      sticky,
      height: this.view.height,
    });
    this.place();
  }

  #change(view: View): void {
    const names = ["firstRow", "lastRow", "firstPlace", "lastPlace", "sticky", "height"] as const;
    if (names.every((name) => view[name] === this.view[name])) return;
    this.view = view;
    this.onChange(view);
  }
}

function origin(firstRow: number): number {
  return Math.floor(firstRow / rowsPerOrigin) * rowsPerOrigin;
}
