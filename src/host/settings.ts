import { type ConfigurationScope, workspace } from "vscode";
import type { TableOptions } from "../table/buildTable";
import { type SettingName, settingDefaults, type SettingValues } from "./settingDefaults";

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

/** The certainty from which suggestions are taken in bulk, whole percent. */
export function minPercent(scope?: ConfigurationScope): number {
  return Math.round(Math.max(0, Math.min(1, readSetting("minCertainty", scope))) * 100);
}
