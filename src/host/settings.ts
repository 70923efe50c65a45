import { type ConfigurationScope, workspace } from "vscode";
import type { CheckSettings } from "../review/source";
import type { TableOptions } from "../table/tableOptions";
import { defaultOptions, type ImputeOptions, type RowOrder } from "../imputation/impute";

/** Every setting, without its prefix `nptImpute.`, with its default. A unit test compares this map with package.json. */
export const settingDefaults = {
  /** Tokens that mean missing where they are strangers in their column; "auto" stands for the common ones. */
  missingTokens: [] as readonly string[],
  blankIsMissing: false as boolean,
  fillShortRows: false as boolean,
  /** 0..1. */
  minCertainty: 0.8 as number,
  backgroundCheck: true as boolean,
  /** 0..1. */
  expectedRight: 0.9 as number,
  contextRows: defaultOptions.contextRows,
  rowOrder: defaultOptions.rowOrder as RowOrder,
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

/** A setting's value where `scope` is, checked: a value of another type than the manifest says counts as not set. */
export function readSetting<N extends SettingName>(name: N, scope?: ConfigurationScope): SettingValues[N] {
  const value: unknown = workspace.getConfiguration("nptImpute", scope ?? null).get(name);
  const fallback: SettingValues[N] = settingDefaults[name];
  if (Array.isArray(fallback)) {
    return (Array.isArray(value) && value.every((one) => typeof one === "string") ? value : fallback) as SettingValues[N];
  }
  return (typeof value === typeof fallback ? value : fallback) as SettingValues[N];
}

/** What counts as missing in the file at `scope`. */
export function tableOptions(scope?: ConfigurationScope): Partial<TableOptions> {
  const tokens = readSetting("missingTokens", scope);
  return {
    missingTokens: tokens.includes("auto") ? "auto" : tokens,
    blankIsMissing: readSetting("blankIsMissing", scope),
    fillShortRows: readSetting("fillShortRows", scope),
  };
}

/** How the network runs over the file at `scope`. */
export function runSettings(scope?: ConfigurationScope): Required<Omit<ImputeOptions, "columns">> {
  const rowOrder = readSetting("rowOrder", scope) === "none" ? "none" : "auto";
  return { seed: readSetting("seed", scope), contextRows: readSetting("contextRows", scope), rowOrder };
}

/** How known cells of the file at `scope` are tested. */
export function checkSettings(scope?: ConfigurationScope): CheckSettings {
  return { background: readSetting("backgroundCheck", scope), wish: Math.round(Math.max(0.5, Math.min(1, readSetting("expectedRight", scope))) * 100) };
}

/** The certainty from which suggestions are taken in bulk, whole percent. */
export function minPercent(scope?: ConfigurationScope): number {
  return Math.round(Math.max(0, Math.min(1, readSetting("minCertainty", scope))) * 100);
}
