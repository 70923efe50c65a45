import { l10n, type Progress, ProgressLocation, type Uri, window } from "vscode";
import type { Engine } from "../engine/contract";
import { isAbort } from "../review/run";
import { countText } from "../review/words";
import { writeSpliced } from "./copies";
import { freeCopy, nameOf } from "./files";
import { openForFill, type StatedOf } from "./openForFill";
import { runSettings } from "./settings";
import { signalOf } from "./signalOf";

const maxCopies = 50;

/** Multiple imputation: several completed copies beside the file, each a draw from the joint predictive distribution. */
export async function exportDraws(engine: Engine, uri: Uri, statedOf: StatedOf): Promise<void> {
  const opened = await inProgress(l10n.t("Reading {0}", nameOf(uri)), (_, signal) => openForFill(engine, uri, statedOf, signal));
  if (opened === null) return;
  const { table, bytes, close } = opened;
  try {
    if (table.summary.columns.every(({ missing }) => missing === 0)) {
      void window.showInformationMessage(l10n.t("{0} has no missing values.", nameOf(uri)));
      return;
    }
    const draws = await askCount();
    if (draws === null) return;
    const names = await inProgress(l10n.t("Completing copies of {0}", nameOf(uri)), async (progress, signal) => {
      const options = { columns: null, ...runSettings(uri), minCertainty: 0, draws };
      const onProgress = (done: number, total: number, what: "cells" | "copies"): void =>
        progress.report({ message: what === "copies" ? l10n.t("copy {0} of {1}", done, total) : l10n.t("{0} of {1} missing cells", countText(done), countText(total)) });
      const filled = await table.fill(options, { onProgress }, signal);
      const written: string[] = [];
      for (const [draw, changes] of filled.copies.entries()) {
        const copy = await freeCopy(uri, `draw-${draw + 1}`);
        await writeSpliced(copy, bytes, changes, signal, false);
        written.push(nameOf(copy));
      }
      return written;
    });
    if (names !== null) void window.showInformationMessage(l10n.t("Completed copies: {0}.", names.join(", ")));
  } finally {
    await close();
  }
}

/** @returns what `task` does; null where the user cancelled it */
async function inProgress<T>(title: string, task: (progress: Progress<{ message: string }>, signal: AbortSignal) => Promise<T>): Promise<T | null> {
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    try {
      return await task(progress, signalOf(token));
    } catch (error) {
      if (isAbort(error)) return null;
      throw error;
    }
  });
}

async function askCount(): Promise<number | null> {
  const asked = await window.showInputBox({
    title: l10n.t("Export Multiple Imputations"),
    prompt: l10n.t("How many copies? Each draws its values anew, so the differences between copies show the uncertainty."),
    value: "5",
    validateInput: (text) => (isCount(text) ? null : l10n.t("Enter a whole number from 1 to {0}.", maxCopies)),
  });
  return asked === undefined ? null : Number(asked);
}

function isCount(text: string): boolean {
  return /^\d{1,2}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= maxCopies;
}
