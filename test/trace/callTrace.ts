/** Which functions of `src` run during an action, and in which order they are first called: recorded by V8, not guessed. */
import { type Debugger, type Profiler, Session } from "node:inspector";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(__dirname, "../..");
const source = resolve(root, "src");

/** A function that ran. */
export interface Called {
  /** Path from the repository's root. */
  readonly file: string;
  /** Its name; "" for one without. */
  readonly name: string;
}

/**
 * An action made ready: `run` does it, and calls `end` at the moment at which the recording stops. Made ready anew for
 * every time it is recorded.
 */
export type Prepare = () => Promise<(end: () => void) => Promise<void>>;

/** A function of a script, by its place in what V8 compiled. */
interface Place extends Called {
  readonly scriptId: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The functions of `src` that run between the start of an action and its end, in the order of their first call. The
 * action is done twice: coverage finds the functions, then a breakpoint in each, which notes and never stops, finds the
 * order.
 */
export async function callTrace(prepare: Prepare): Promise<Called[]> {
  const session = new Session();
  session.connect();
  try {
    return await inOrder(session, await covered(session, prepare), prepare);
  } finally {
    session.disconnect();
  }
}

async function covered(session: Session, prepare: Prepare): Promise<Place[]> {
  session.post("Profiler.enable");
  // Without blocks a function's count is the number of its calls. Begun early: V8 counts only where it was told to
  // before it first saw the function.
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const action = await prepare();
  take(session);
  let found: Place[] = [];
  const end = (): void => {
    if (found.length === 0) found = take(session).flatMap(placesOf);
  };
  await action(end);
  session.post("Profiler.stopPreciseCoverage");
  session.post("Profiler.disable");
  return found;
}

/** Counts since the last take: in the same thread, the session answers before `post` returns. */
function take(session: Session): Profiler.ScriptCoverage[] {
  let taken: Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (error, answer) => {
    if (error) throw error;
    taken = answer.result;
  });
  return taken;
}

function placesOf({ url, scriptId, functions }: Profiler.ScriptCoverage): Place[] {
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  if (!path.startsWith(source)) return [];
  const file = relative(root, path);
  return functions.flatMap(({ functionName, ranges }) => {
    const [whole] = ranges;
    // What begins with the script is the script itself, which runs when it is loaded.
    return whole && whole.count > 0 && whole.startOffset > 0 ? [{ file, name: functionName, scriptId, start: whole.startOffset, end: whole.endOffset }] : [];
  });
}

/** Where breakpoints report to. */
const reported = "nptCallTrace";

async function inOrder(session: Session, places: readonly Place[], prepare: Prepare): Promise<Called[]> {
  const seen = new Set<number>();
  let open = false;
  Object.defineProperty(globalThis, reported, { configurable: true, value: (index: number) => open && seen.add(index) });
  session.post("Debugger.enable");
  const own = places.filter((place) => !isReExport(session, place));
  for (const [index, place] of own.entries()) {
    const location = firstStop(session, place);
    // The condition is false, so that nothing stops.
    if (location) session.post("Debugger.setBreakpoint", { location, condition: `${reported}(${index}), false` });
  }
  const action = await prepare();
  open = true;
  await action(() => {
    open = false;
  });
  session.post("Debugger.disable");
  Reflect.deleteProperty(globalThis, reported);
  // A function in which nothing can stop (an empty one) comes last: when it was called is not known.
  return [...own.keys()].sort((one, other) => rank(seen, one) - rank(seen, other)).map((index) => own[index]!);
}

function rank(seen: ReadonlySet<number>, index: number): number {
  const place = [...seen].indexOf(index);
  return place < 0 ? seen.size : place;
}

/** After compilation a module's exports are functions, `() => name` and `() => from[key]`: reading one is no call. */
function isReExport(session: Session, { scriptId, start, end }: Place): boolean {
  const text = scriptSource(session, scriptId).slice(start, end);
  return /^\(\)\s*=>\s*([\w$]+|from\[key\])$/.test(text) || text.startsWith("__");
}

function scriptSource(session: Session, scriptId: string): string {
  let text = "";
  session.post("Debugger.getScriptSource", { scriptId }, (error, answer) => {
    if (!error) text = answer.scriptSource;
  });
  return text;
}

/** Where execution can stop first in a function; null where it cannot. */
function firstStop(session: Session, { scriptId, start, end }: Place): Debugger.Location | null {
  const text = scriptSource(session, scriptId);
  const at = (offset: number): Debugger.Location => {
    const before = text.slice(0, offset).split("\n");
    return { scriptId, lineNumber: before.length - 1, columnNumber: before.at(-1)!.length };
  };
  let found: Debugger.Location | null = null;
  session.post("Debugger.getPossibleBreakpoints", { start: at(start), end: at(end), restrictToFunction: true }, (error, answer) => {
    if (!error) found = answer.locations[0] ?? null;
  });
  return found;
}
