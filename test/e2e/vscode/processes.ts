/** The operating system's process table, as far as the tests need it. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { until } from "../until";

/** A running process. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** The command line, its arguments separated by spaces. */
  readonly command: string;
}

/** All processes below `root`, parents before their children; `root` itself is left out. */
export function descendants(root: number): ProcessInfo[] {
  const all = allProcesses();
  const found: ProcessInfo[] = [];
  for (const parents = [root]; parents.length > 0; ) {
    const parent = parents.shift();
    const children = all.filter((process) => process.parent === parent);
    found.push(...children);
    parents.push(...children.map((process) => process.pid));
  }
  return found;
}

/** True while this very process runs; another one that was given its id since does not count. */
export function isAlive({ pid, command }: ProcessInfo): boolean {
  return allProcesses().some((process) => process.pid === pid && process.command === command);
}

/** Processes that the model runs in: one, or none while nothing is to do. */
export function modelProcesses(server: { processes(): ProcessInfo[] }): ProcessInfo[] {
  return server.processes().filter(({ command }) => /dist[\\/]engineProcess\.js/.test(command));
}

/** The id of the process that the model runs in; waits for it to start. */
export async function modelProcess(server: Parameters<typeof modelProcesses>[0]): Promise<number> {
  const [child] = await until("a process for the model is started", () => modelProcesses(server), (found) => found.length > 0);
  return child!.pid;
}

function allProcesses(): ProcessInfo[] {
  return existsSync("/proc/self/stat") ? fromProc() : fromPs();
}

function fromProc(): ProcessInfo[] {
  const processes: ProcessInfo[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name in parentheses may hold anything, spaces and parentheses included.
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z") continue;
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      processes.push({ pid: Number(name), parent: Number(parent), command });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return processes;
}

function fromPs(): ProcessInfo[] {
  const { stdout } = spawnSync("ps", ["-Ao", "pid=,ppid=,stat=,args="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (!match || match[3]?.startsWith("Z")) return [];
    return [{ pid: Number(match[1]), parent: Number(match[2]), command: match[4] ?? "" }];
  });
}
