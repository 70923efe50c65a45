import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import iconv from "iconv-lite";
import { CsvError } from "../../../src/csv/csvError";
import { openBytes } from "../../../src/csv/csvFile";
import { applyToBytes } from "../../../src/csv/edits";
import { editsFor } from "../../planning";
import { codecOf } from "../../../src/csv/encoding";
import { decodeShiftJis, encodeShiftJis } from "../../../src/csv/shiftJis";
import { decodeUtf8, encodeUtf8 } from "../../../src/csv/utf8";
import { latin1, seed, utf8 } from "./helpers";

const bare = { quoted: () => false };

function filled(bytes: Uint8Array, value: string): Uint8Array {
  const file = openBytes(bytes, { header: true });
  return applyToBytes(file, bytes, editsFor(file, [{ row: 1, column: 1, value }], bare));
}

const japanese = "名前,都市\nカタカナ,東京\nひらがな,\n日本語,大阪\n";
const western = "name,ville\nZoë,Évry\nRené,\nJürgen,Nîmes\n";

const encodings: readonly [name: string, iconvName: string, mark: boolean, text: string, value: string][] = [
  ["utf8", "utf8", false, western, "Besançon"],
  ["utf8bom", "utf8", true, western, "Besançon"],
  ["utf16le", "utf16le", true, western, "Besançon"],
  ["utf16be", "utf16be", true, japanese, "京都"],
  ["utf16le", "utf16le", false, western, "Besançon"],
  ["windows1252", "windows-1252", false, western, "Œuvre – “x”"],
  ["shiftjis", "shift_jis", false, japanese, "京都"],
];
for (const [name, iconvName, mark, text, value] of encodings) {
  test(`${name}${mark ? " with a mark" : ""}: cells read and written, the rest byte for byte`, () => {
    const encode = (content: string) => new Uint8Array(iconv.encode(content, iconvName, { addBOM: mark }));
    const bytes = encode(text);
    const file = openBytes(bytes, { header: true });
    assert.equal(file.encoding, name);
    assert.deepEqual(file.header, text.split("\n")[0]?.split(","));
    assert.equal(file.cell(0, 1), text.split("\n")[1]?.split(",")[1]);
    const lines = text.split("\n");
    lines[2] += value;
    assert.deepEqual(filled(bytes, value), encode(lines.join("\n")));
  });
}

test("a pipe that is half of a Japanese character is no delimiter", () => {
  // 0x83 0x7C is a katakana letter whose second byte is "|".
  const bytes = new Uint8Array(iconv.encode("名前|数\nポポポポ|1\nポンド|\nカタカナ|3\n", "shift_jis"));
  assert.ok(bytes.filter((byte) => byte === 0x7c).length > 4);
  const file = openBytes(bytes, { header: true });
  assert.equal(file.encoding, "shiftjis");
  assert.equal(file.dialect.delimiter, "|");
  assert.equal(file.cell(0, 0), "ポポポポ");
  assert.equal(file.columns, 2);
});

test("Western text is not taken for Japanese", () => {
  for (const text of ["a,b\nÉté,à\nNoël,ça\n", "a;b\nGröße;ß\nÄpfel;Öl\n", "a,b\n10°,©\n±5,µ\n"]) {
    assert.equal(openBytes(new Uint8Array(iconv.encode(text, "windows-1252"))).encoding, "windows1252");
  }
});

test("bytes that are no UTF-8 stay what they are, in the file and in a copied value", () => {
  const head = utf8("name,city\nÅsa,Malmö\nÖrjan,Växjö\nÅke,");
  const bytes = Uint8Array.from([...head, ...latin1("Ume\xe5\nEva,\n")]);
  const file = openBytes(bytes, { header: true });
  assert.equal(file.encoding, "utf8");
  const value = file.cell(2, 1) ?? "";
  const result = applyToBytes(file, bytes, editsFor(file, [{ row: 3, column: 1, value }], bare));
  assert.deepEqual(result, Uint8Array.from([...bytes.subarray(0, -1), ...latin1("Ume\xe5\n")]));
});

test("a character the encoding lacks is refused", () => {
  const bytes = new Uint8Array(iconv.encode(western, "windows-1252"));
  assert.throws(
    () => filled(bytes, "東京"),
    (error: unknown) => error instanceof CsvError && error.kind === "encoding",
  );
  assert.throws(
    () => filled(utf8(western), "\ud800"),
    (error: unknown) => error instanceof CsvError && error.kind === "encoding",
  );
});

test("an odd byte at the end of UTF-16 stays", () => {
  const bytes = Uint8Array.from([0xff, 0xfe, ...iconv.encode("a,b\n1,\n2,\n", "utf16le"), 0x41]);
  const result = filled(bytes, "x");
  assert.deepEqual([...result.subarray(-5)], [0x78, 0, 0x0a, 0, 0x41]);
});

test("UTF-8 and its broken bytes survive decoding and encoding", () => {
  const mixed = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .array(fc.constantFrom(0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xc3, 0x28, 0x41), { maxLength: 12 })
      .map((a) => Uint8Array.from(a)),
  );
  fc.assert(
    fc.property(mixed, (bytes) => {
      assert.deepEqual(encodeUtf8(decodeUtf8(bytes)), bytes);
    }),
    { seed, numRuns: 2000 },
  );
});

test("windows-1252 survives decoding and encoding for every byte, and agrees with iconv-lite where that has a character", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const codec = codecOf(Uint8Array.from([...bytes]));
  assert.equal(codec.name, "windows1252");
  const text = Array.from(bytes, (_, i) => codec.decode(i, i + 1)).join("");
  assert.deepEqual(codec.encode(text), bytes);
  const theirs = iconv.decode(Buffer.from(bytes), "windows-1252");
  for (let i = 0; i < 256; i++) if (theirs[i] !== "\ufffd") assert.equal(text[i], theirs[i]);
});

test("Shift-JIS: kana, kanji and half-width kana agree with iconv-lite, invalid bytes survive", () => {
  const text = "あいうアイウ漢字表示機能ソ十予ｱｲｳabc\\~①㈱髙";
  assert.equal(decodeShiftJis(new Uint8Array(iconv.encode(text, "shift_jis"))), text);
  assert.deepEqual(encodeShiftJis(text), new Uint8Array(iconv.encode(text, "shift_jis")));
  const broken = Uint8Array.from([0x82, 0xa0, 0x85, 0x41, 0xff, 0x80, 0x83]);
  assert.deepEqual(encodeShiftJis(decodeShiftJis(broken)), broken);
  assert.equal(encodeShiftJis("😀"), null);
});

test("reading leaves the bytes it was given as they were, in a Buffer too", () => {
  for (const encoding of ["utf8", "windows-1252", "shift_jis", "utf16le", "utf16be"]) {
    const bytes = iconv.encode("番号,色\n1,\n2,赤\n3,青\n", encoding, { addBOM: encoding.startsWith("utf16") });
    const before = Buffer.from(bytes).toString("hex");
    const file = openBytes(bytes);
    file.cell(0, 1);
    assert.equal(bytes.toString("hex"), before, encoding);
  }
});
