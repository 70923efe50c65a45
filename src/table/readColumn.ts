import type { CsvFile } from "../csv/csvFile";
import type { TableOptions } from "./tableOptions";
import type { Column, ColumnKind, NumberFormat } from "./column";
import { admits } from "./constraints";
import { type Disguised, disguisedMissing } from "./disguised";
import { type DistinctTexts, distinctTexts } from "./distinct";
import * as doubts from "./doubts";
import { formatNumber, rounded } from "./format";
import { type Inference, inferType, truthValues } from "./inferType";
import type { NumberReading } from "./numberFormat";
import { isInfinite } from "./numberText";
import { type ColumnRole, type Constraints, type Doubt, type StatedColumn, statedOf } from "./reading";
import { hasFormOfOthers, isCommonToken, isNoWord, sentinelTokens, withoutSentinels } from "./sentinel";

type Stated = Omit<StatedColumn, "column">;

/** One column as it is read: what is stated of it, and the rest inferred. */
export function readColumn(file: CsvFile, index: number, name: string, options: TableOptions, decimalComma: boolean): Column {
  const stated = statedOf(options.columns, index, name);
  const whole = distinctTexts(file, index, options.blankIsMissing);
  const tokens = takeTokens(name, whole, stated, options.missingTokens, decimalComma);
  const { distinct, inference } = tokens;
  const { constraints = {} } = stated;
  const known = learned(distinct, inference, constraints, stated.missingTokens === undefined);
  const cells = typed(distinct, inference, known.silent);
  const role = roleOf(inference, distinct, cells.missing, stated);
  return {
    index,
    name,
    kind: inference.kind,
    ...cells,
    padding: distinct.padding,
    skipReason: role.skipReason,
    wordsMeanMissing: tokens.wordsMeanMissing,
    valueTokens: tokens.valueTokens,
    reading: {
      type: inference.type,
      role: role.role,
      reason: inference.reason,
      missingTokens: taken(whole, distinct),
      constraints,
      violations: known.violations,
      doubts: doubtsOf(index, name, whole, tokens, known, stated, options),
      ...(stated.tolerance === undefined ? {} : { tolerance: stated.tolerance }),
    },
  };
}

interface Tokens {
  readonly distinct: DistinctTexts;
  readonly inference: Inference;
  readonly wordsMeanMissing: boolean;
  readonly valueTokens: readonly string[];
}

/** Tells the texts that mean missing from the values, and what the values are: each depends on the other. */
function takeTokens(name: string, whole: DistinctTexts, stated: Stated, asked: TableOptions["missingTokens"], decimalComma: boolean): Tokens {
  const infer = (distinct: DistinctTexts): Inference => inferType(name, distinct, decimalComma, stated);
  if (stated.missingTokens !== undefined) {
    const own = new Set(stated.missingTokens);
    const distinct = withoutSentinels(whole, (text) => own.has(text));
    return { distinct, inference: infer(distinct), wordsMeanMissing: true, valueTokens: [] };
  }
  const named = sentinelTokens(asked);
  const bare = withoutSentinels(whole, (text) => named.has(text));
  const inference = infer(bare);
  if (takesStrangers(inference.kind)) return { distinct: bare, inference, wordsMeanMissing: true, valueTokens: [] };
  if (bare === whole) return { distinct: whole, inference, wordsMeanMissing: false, valueTokens: [] };
  const valueTokens = whole.texts.filter((text) => named.has(text) && isNoWord(text) && hasFormOfOthers(text, whole));
  const distinct = withoutSentinels(whole, (text) => named.has(text) && isNoWord(text) && !valueTokens.includes(text));
  return { distinct, inference: infer(distinct), wordsMeanMissing: false, valueTokens };
}

/** Whether every token is a stranger in a column of this kind. */
function takesStrangers(kind: ColumnKind): boolean {
  return kind === "number" || kind === "date" || kind === "boolean";
}

/** The tokens that count as missing, with the cells each took. */
function taken(whole: DistinctTexts, distinct: DistinctTexts): { readonly token: string; readonly cells: number }[] {
  if (whole === distinct) return [];
  const kept = new Set(distinct.texts);
  return whole.texts.flatMap((token, i) => (kept.has(token) ? [] : [{ token, cells: whole.counts[i]! }]));
}

interface Learned {
  /** 1 per distinct text that is observed and not learned from. */
  readonly silent: Uint8Array;
  readonly violations: number;
  /** The texts that violate a constraint. */
  readonly violating: readonly string[];
  readonly disguised: readonly Disguised[];
}

/** Which of the observed texts are learned from: none that violates a constraint or is surely a code for "missing". */
function learned(distinct: DistinctTexts, { numbers, dates }: Inference, constraints: Constraints, mayBeCodes: boolean): Learned {
  const { texts, counts } = distinct;
  const silent = new Uint8Array(texts.length);
  const parsed = numbers ?? dates;
  const disguised = parsed !== null && mayBeCodes ? disguisedMissing(distinct, parsed.values, dates !== null) : [];
  for (const { text, surely } of disguised) if (surely) silent[texts.indexOf(text)] = 1;
  let violations = 0;
  const violating: string[] = [];
  if (Object.keys(constraints).length > 0) {
    const admitted = admits({ numberFormat: numbers?.format ?? null, dateFormat: dates?.format.pattern ?? null }, constraints);
    for (const [i, text] of texts.entries()) {
      const twice = constraints.unique === true && counts[i]! > 1;
      if (!admitted(text)) silent[i] = 1;
      else if (!twice) continue;
      violations += counts[i]!;
      violating.push(text);
    }
  }
  return { silent, violations, violating, disguised };
}

type TypedCells = Pick<Column, "missing" | "values" | "codes" | "levels" | "numberFormat" | "dateFormat" | "spellings">;

function typed(distinct: DistinctTexts, { kind, numbers, dates }: Inference, silent: Uint8Array): TypedCells {
  const { missing } = distinct;
  const rows = missing.length;
  const values = new Float64Array(rows).fill(Number.NaN);
  const base = { missing, values, numberFormat: numbers?.format ?? null, dateFormat: dates?.format.pattern ?? null };
  const parsed = numbers ?? dates;
  if (parsed !== null) {
    for (const [row, code] of distinct.codes.entries()) if (code >= 0 && silent[code] === 0) values[row] = parsed.values[code]!;
    const spellings = numbers === null ? null : spellingsOf(distinct, numbers);
    return { ...base, codes: new Int32Array(rows).fill(-1), levels: [], ...(spellings === null ? {} : { spellings }) };
  }
  const spoken = withoutSilent(distinct, silent);
  if (kind !== "boolean") return { ...base, codes: spoken.codes, levels: spoken.spellings };
  const { codes, levels } = mergeCase(spoken);
  const truth = truthValues(levels.map((level) => level.trim()));
  for (const [row, code] of codes.entries()) if (code >= 0) values[row] = truth?.[code] ?? Number.NaN;
  return { ...base, codes, levels };
}

type Levels = Pick<DistinctTexts, "codes" | "texts" | "spellings" | "counts">;

/** What is not learned from is no level that could be suggested. */
function withoutSilent({ codes, texts, spellings, counts }: Levels, silent: Uint8Array): Levels {
  if (!silent.includes(1)) return { codes, texts, spellings, counts };
  const kept = [...texts.keys()].filter((i) => silent[i] === 0);
  const moved = new Int32Array(texts.length).fill(-1);
  for (const [to, from] of kept.entries()) moved[from] = to;
  const of = <T>(all: readonly T[]): T[] => kept.map((i) => all[i]!);
  return { codes: codes.map((code) => (code < 0 ? -1 : moved[code]!)), texts: of(texts), spellings: of(spellings), counts: of(counts) };
}

/** "TRUE" and "true" are one level, written as more cells write it. */
function mergeCase(distinct: Levels): { codes: Int32Array; levels: string[] } {
  const level = new Map<string, number>();
  const levels: string[] = [];
  const most: number[] = [];
  const moved = distinct.texts.map((text, code) => {
    const folded = text.toLowerCase();
    const count = distinct.counts[code]!;
    const at = level.get(folded) ?? levels.length;
    if (at === levels.length) {
      level.set(folded, at);
      levels.push(distinct.spellings[code]!);
      most.push(count);
    } else if (count > most[at]!) {
      levels[at] = distinct.spellings[code]!;
      most[at] = count;
    }
    return at;
  });
  return { codes: distinct.codes.map((code) => (code < 0 ? -1 : moved[code]!)), levels };
}

/** Numbers written otherwise than the column's format has it, and how; null where there are none. */
function spellingsOf({ texts, spellings, counts }: DistinctTexts, { format, values }: NumberReading): ReadonlyMap<number, string> | null {
  const usual = usualSpelling(format);
  if (usual !== null && texts.every((text, i) => Number.isNaN(values[i]!) || usual.test(text))) return null;
  const most = new Map<number, number>();
  const written = new Map<number, string>();
  const others = new Set<number>();
  for (const [i, text] of texts.entries()) {
    const value = values[i]!;
    if (Number.isNaN(value) || rounded(value, format) !== value) continue;
    if (text !== formatNumber(value, format)) others.add(value);
    if (counts[i]! <= (most.get(value) ?? 0)) continue;
    most.set(value, counts[i]!);
    written.set(value, spellings[i]!);
  }
  return others.size === 0 ? null : new Map([...others].map((value) => [value, written.get(value)!]));
}

/** What `formatNumber` writes, as far as that is quickly said; null where it is not. */
function usualSpelling({ decimals, fixed, decimalMark, grouping, prefix, suffix, plus, exponent, negative }: NumberFormat): RegExp | null {
  if (grouping !== "" || prefix !== "" || suffix !== "" || plus || exponent !== null || negative !== "-") return null;
  const mark = decimalMark === "." ? "\\." : ",";
  const fraction = decimals === 0 ? "" : fixed ? `${mark}\\d{${decimals}}` : `(?:${mark}\\d{0,${decimals - 1}}[1-9])?`;
  return new RegExp(`^-?(?:0|[1-9]\\d*)${fraction}$`);
}

interface Role {
  readonly role: ColumnRole;
  readonly skipReason: string | null;
}

/** A mark that says yes: the cells without one say no. */
const tick = /^(?:x|✓|✔|\*|●|•|\+|1|y|yes|t|true|ja|j|si|sí|s|oui|o)$/i;

function roleOf({ type, kind }: Inference, distinct: DistinctTexts, missing: Uint8Array, { role, constraints }: Stated): Role {
  if (role === "leave") return { role, skipReason: "It is left out, as the reading says." };
  if (role === "learn") return { role, skipReason: "It is learned from, not filled, as the reading says." };
  if (type === "empty") return { role: "leave", skipReason: "No cell has a value: nothing to learn from." };
  if (constraints?.unique === true) return { role: "learn", skipReason: "No value may come twice, and only values that are there can be suggested." };
  if (role === "fill") return { role, skipReason: null };
  if (type === "id" && kind === "number") return { role: "learn", skipReason: "Its values count the rows: it is learned from, not filled." };
  if (type === "id") return { role: "leave", skipReason: "Every value is different: nothing to learn from." };
  if (type === "text") return { role: "leave", skipReason: "Free text, every cell different: nothing to learn from." };
  if (type === "constant" && saysNothing(distinct, missing)) {
    return { role: "leave", skipReason: "It has one value only, as a mark has: an empty cell may mean the opposite." };
  }
  return { role: "fill", skipReason: null };
}

/** One value says nothing of the cells without it where it is a mark, or where most cells have none. */
function saysNothing({ texts, observed }: DistinctTexts, missing: Uint8Array): boolean {
  return tick.test(texts[0] ?? "") || observed < missing.length - observed;
}

function doubtsOf(
  index: number,
  name: string,
  whole: DistinctTexts,
  { distinct, inference, valueTokens }: Tokens,
  { violations, violating, disguised }: Learned,
  stated: Stated,
  { missingTokens: asked, fillShortRows: fillsLines }: TableOptions,
): Doubt[] {
  const found: Doubt[] = [];
  const missing = taken(whole, distinct).map(({ token }) => token);
  for (const one of disguised) found.push(doubts.disguisedDoubt(index, name, one, missing));
  for (const token of valueTokens) found.push(doubts.tokenIsValueDoubt(index, name, token, whole.counts[whole.texts.indexOf(token)]!, missing));
  const parsed = inference.numbers ?? inference.dates;
  const strangers = parsed === null ? [] : distinct.texts.filter((text, i) => Number.isNaN(parsed.values[i]!) && !isCommonToken(text) && !isInfinite(text));
  const [stranger] = strangers;
  if (stranger !== undefined && inference.numbers !== null) found.push(doubts.strangersDoubt(index, name, stranger, strangers.length));
  const dates = inference.dates;
  if (dates?.other && stated.dateFormat === undefined && stated.role === undefined) {
    found.push(doubts.mixedDatesDoubt(index, name, [dates.format.pattern, dates.other.format.pattern], dates.other.cells));
  }
  if (whole.blanks > 0) found.push(doubts.blankDoubt(index, name, whole.blanks));
  if (whole.emptyLines > 0 && !fillsLines) found.push(doubts.emptyLinesDoubt(whole.emptyLines));
  if (violations > 0) found.push(doubts.violationsDoubt(index, name, violating, violations));
  if (stated.missingTokens === undefined && asked.length === 0) {
    for (const [i, text] of distinct.texts.entries()) {
      if (!isCommonToken(text)) continue;
      const stranger = parsed !== null ? Number.isNaN(parsed.values[i]!) : isNoWord(text) && !hasFormOfOthers(text, distinct) && inference.type !== "constant";
      if (stranger) found.push(doubts.uncountedDoubt(index, name, text, distinct.counts[i]!));
    }
  }
  return found;
}
