/** One method's figures on one table and pattern; null where the table has no such column. */
export interface Figures {
  readonly skill: number;
  readonly nrmse: number | null;
  readonly accuracy: number | null;
}

/** All methods on one masked table. "npt" is the shipped network. */
export interface Result {
  readonly table: string;
  readonly pattern: string;
  readonly methods: Readonly<Record<string, Figures>>;
  /** Seconds inside ONNX Runtime. */
  readonly seconds: number;
  /** Hidden cells that stayed empty, and known cells that came back different. */
  readonly unfilled: number;
  readonly changed: number;
}

/** A category that another column determines: how often each method filled it right. */
export interface Lookup {
  readonly table: string;
  readonly pattern: string;
  readonly column: string;
  readonly key: string;
  readonly npt: number;
  readonly rule: number;
}
