/**
 * Every sentence the host and the webview show, gathered from the sources for translators: media/l10n/bundle.l10n.json.
 * `npm run l10n` writes it; a unit test compares.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { englishStrings } from "../../src/shared/strings";

const root = path.resolve(__dirname, "../..");
export const bundleFile = path.join(root, "media/l10n/bundle.l10n.json");

/** A call of `l10n.t` with what it is given first: a sentence written out, or one of `passedOn`. */
const call = /\bl10n\.t\(\s*("(?:[^"\\\n]|\\.)*"|[^\s,)]*)/g;
/** Sentences written elsewhere: the webview's (`text`), and why missing cells stay empty (`skipReason`). */
const passedOn: ReadonlySet<string> = new Set(["text", "skipReason"]);
/** Parts below the host that know no `l10n` and whose whole sentences are shown: types, and why missing cells stay empty. */
const below = ["src/table/doubts.ts", "src/table/inferType.ts", "src/table/readColumn.ts", "src/imputation/imputeTable.ts"];
/** Parts that say sentences with values (`say` of `reading.ts`). */
const sayers = ["src/table/doubts.ts"];
const said = /\bsay\(\s*("(?:[^"\\\n]|\\.)*")/g;
const sentence = /"([A-Z“{\d](?:[^"\\\n]|\\.)*\.)"/g;

/** The bundle: each sentence under itself, in order. Throws where a call of `l10n.t` writes no sentence out. */
export function bundle(): Record<string, string> {
  const found = new Set<string>(Object.values(englishStrings));
  for (const file of sources()) {
    for (const [, given = ""] of read(file).matchAll(call)) {
      if (given.startsWith('"')) found.add(JSON.parse(given) as string);
      else if (!passedOn.has(given)) throw new Error(`${file} gives l10n.t ${given}, which is no sentence.`);
    }
  }
  for (const file of sayers) for (const [, text = ""] of read(file).matchAll(said)) found.add(JSON.parse(text) as string);
  for (const file of below) for (const [, text] of read(file).matchAll(sentence)) found.add(text ?? "");
  return Object.fromEntries([...found].sort().map((text) => [text, text]));
}

/** Sources that may call `l10n.t`: VS Code's, or, in the parts that know no `vscode`, that of @vscode/l10n. */
function sources(): string[] {
  const found = ["src/host", "src/review"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
  );
  return ["src/extension.ts", ...found.filter((name) => name.endsWith(".ts"))].sort();
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

if (require.main === module) writeFileSync(bundleFile, `${JSON.stringify(bundle(), null, 2)}\n`);
