/**
 * `npm audit` of every package in the lock file: exits with 1 where one has a known vulnerability. A registry that
 * answers no audits leaves it unchecked, and this says so.
 */
import { spawnSync } from "node:child_process";

export interface Verdict {
  readonly checked: boolean;
  readonly clean: boolean;
  readonly text: string;
}

interface AuditReport {
  readonly auditReportVersion?: number;
  readonly message?: string;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly metadata?: { readonly dependencies?: { readonly total?: number } };
}

/** What the output of `npm audit --json` says. */
export function judge(output: string): Verdict {
  let report: AuditReport = {};
  try {
    report = JSON.parse(output);
  } catch {
    // No report at all: the message below is for that.
  }
  if (report.auditReportVersion === undefined) {
    return { checked: false, clean: false, text: `Nothing was checked: ${report.message ?? "npm audit gave no report"}.` };
  }
  const found = Object.entries(report.vulnerabilities ?? {}).map(([name, { severity, range }]) => `${name} ${range}: ${severity}`);
  const packages = report.metadata?.dependencies?.total ?? 0;
  const text = found.length === 0 ? `${packages} packages, no known vulnerability.` : found.join("\n");
  return { checked: true, clean: found.length === 0, text };
}

if (require.main === module) {
  const shell = process.platform === "win32";
  const { checked, clean, text } = judge(spawnSync("npm", ["audit", "--json"], { encoding: "utf8", shell, maxBuffer: 1 << 28 }).stdout);
  console.log(text);
  process.exitCode = checked && !clean ? 1 : 0;
}
