/** Memory of processes, as the operating system counts it. */
import { readFileSync, writeFileSync } from "node:fs";

/** In bytes. */
export interface Memory {
  readonly resident: number;
  /** The most it was since the start of the process or the last `resetPeak`. */
  readonly peak: number;
}

/** Memory of a process; zeros where the system has no /proc or the process is gone. */
export function memoryOf(pid: number): Memory {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string): number => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
    return { resident: field("VmRSS"), peak: field("VmHWM") };
  } catch {
    return { resident: 0, peak: 0 };
  }
}

/** Lets a process's peak start again from what it uses now. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // Without it the peak counts from the process's start.
  }
}
