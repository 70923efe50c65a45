import { defaultOptions } from "../imputation/impute";

/** Every setting, without its prefix `nptImpute.`, with its default. A unit test compares this map with package.json. */
export const settingDefaults = {
  /** Tokens that mean missing where they are strangers in their column; "auto" stands for the common ones. */
  missingTokens: [] as readonly string[],
  blankIsMissing: false as boolean,
  fillShortRows: false as boolean,
  /** 0..1. */
  minCertainty: 0.8 as number,
  contextRows: defaultOptions.contextRows,
  seed: 0 as number,
  /** 0 lets the extension choose. */
  threads: 0 as number,
  runtime: "auto" as "auto" | "native" | "wasm",
  statusBar: true as boolean,
  inlayHints: false as boolean,
  inlineCompletions: true as boolean,
  diagnostics: false as boolean,
} as const;

export type SettingName = keyof typeof settingDefaults;
export type SettingValues = { readonly [N in SettingName]: (typeof settingDefaults)[N] };
