import type { PackedChanges } from "../csv/splice";
import type { CheckOptions, ColumnAccuracy } from "../imputation/checkAccuracy";
import type { Explanation } from "../imputation/explain";
import type { ImputeOptions } from "../imputation/impute";
import type {
  FillEvents,
  Filled,
  FillOptions,
  ModelInfo,
  OpenEvents,
  ReadingOptions,
  Suggested,
  SuggestEvents,
  SuggestOptions,
  TableInput,
  TableSummary,
} from "./contract";
import type { MissingWhere } from "../table/missingWhere";
import type { Failure } from "./failure";

/** How a backend is started. Sent once, before anything else. */
export interface Setup {
  /** Folder of the manifest, `npt.json`, and of the graph files. */
  readonly models: string;
  /** Threads inside one operation, at least 1. */
  readonly threads: number;
  /** What the native backend loads: a module id or an absolute path. The WASM backend ignores it. */
  readonly nativeModule: string;
}

/** A table that was read. */
export interface Opened {
  readonly summary: TableSummary;
  /** State of the file it was read from; "" for texts and bytes. */
  readonly stamp: string;
}

/** Changes cross borders as plain data. */
export interface PackedFill extends Omit<Filled, "copies"> {
  readonly copies: readonly PackedChanges[];
}

type NoEvents = Readonly<Record<never, never>>;

/**
 * What a backend answers to, in its own process or thread. The messages below are derived from this interface, so that
 * caller and backend cannot disagree. Tables have numbers that the caller gives.
 */
export interface Service {
  /** Loads ONNX Runtime; resolves with its version. Fault `load-failed` where it cannot be loaded. */
  start(setup: Setup, events: NoEvents, signal: AbortSignal): Promise<string>;
  /** Faults `model-missing`, `model-corrupt`. */
  model(nothing: null, events: NoEvents, signal: AbortSignal): Promise<ModelInfo>;
  /** Takes in the beginning of a text that `open` brings the end of; `from` is where the part belongs. */
  text(argument: { readonly table: number; readonly from: number; readonly part: string }, events: NoEvents, signal: AbortSignal): Promise<null>;
  open(
    argument: { readonly table: number; readonly input: TableInput; readonly reading: ReadingOptions },
    events: OpenEvents,
    signal: AbortSignal,
  ): Promise<Opened>;
  suggest(argument: { readonly table: number; readonly options: SuggestOptions }, events: SuggestEvents, signal: AbortSignal): Promise<Suggested>;
  check(
    argument: { readonly table: number; readonly options: CheckOptions },
    events: Pick<SuggestEvents, "onProgress">,
    signal: AbortSignal,
  ): Promise<readonly ColumnAccuracy[]>;
  explain(
    argument: { readonly table: number; readonly row: number; readonly column: number; readonly options: ImputeOptions },
    events: NoEvents,
    signal: AbortSignal,
  ): Promise<Explanation | null>;
  missingWhere(argument: { readonly table: number; readonly column: number }, events: NoEvents, signal: AbortSignal): Promise<MissingWhere | null>;
  fill(argument: { readonly table: number; readonly options: FillOptions }, events: FillEvents, signal: AbortSignal): Promise<PackedFill>;
  /** Forgets a table; an unknown one is ignored. */
  close(table: number, events: NoEvents, signal: AbortSignal): Promise<null>;
}

export type Method = keyof Service;
export type Argument<M extends Method> = Parameters<Service[M]>[0];
export type Events<M extends Method> = Parameters<Service[M]>[1];
export type Answer<M extends Method> = Awaited<ReturnType<Service[M]>>;

/** A request. `id` is unique within one backend's life. */
export type Call = {
  [M in Method]: { readonly id: number; readonly method: M; readonly argument: Argument<M>; readonly listens: readonly string[] };
}[Method];

/** Calls off the request of that id, which is answered all the same. */
export interface Cancel {
  readonly cancel: number;
}

/** One of the request's events: a method of `Events` and what it is called with. */
export interface EventMessage {
  readonly id: number;
  readonly event: string;
  readonly values: readonly unknown[];
}

/** Says that the backend is at work. */
export interface Alive {
  readonly alive: true;
}

export type Outcome<T> = { readonly ok: T } | { readonly err: Failure };

/** The answer to the request of the same `id`. */
export interface Reply {
  readonly id: number;
  readonly outcome: Outcome<Answer<Method>>;
}

export type ToBackend = Call | Cancel;
export type FromBackend = Reply | EventMessage | Alive;
