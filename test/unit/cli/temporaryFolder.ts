import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A folder of the test's own, with a space and a letter beyond ASCII in its name; it goes with the test. */
export function temporaryFolder(t: Pick<TestContext, "after">): string {
  const folder = mkdtempSync(join(tmpdir(), "npt impute ü-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
