/** The check that the end-to-end tests rely on must itself notice every change outside a missing cell. */
import assert from "node:assert/strict";
import test from "node:test";
import { fileOf, fillsOf } from "../../e2e/missing";
import { european, holesIn, shopTable } from "../../e2e/tables";

test("a file with empty missing cells has empty fills", () => {
  const template = shopTable(50, european);
  const fills = fillsOf(template, fileOf(template, { bom: true }), { bom: true });
  assert.deepEqual(
    fills,
    holesIn(template, european).map(() => ""),
  );
});

test("fills are read from bare cells, from quotes, and with quotes of their own", () => {
  const template = 'a,b,c\r\n1,¤,"¤"\r\n¤,¤,x\r\n2,y,¤';
  assert.deepEqual(fillsOf(template, Buffer.from('a,b,c\r\n1,10,"ä b"\r\n"p, ""q""",,x\r\n2,y,z')), [
    "10",
    "ä b",
    '"p, ""q"""',
    "",
    "z",
  ]);
});

test("a change outside the missing cells is told, wherever it is", () => {
  const template = 'a;b\r\n"x";¤\r\n¤;2\r\n';
  const good = Buffer.from('\uFEFFa;b\r\n"x";1\r\ny;2\r\n');
  assert.deepEqual(fillsOf(template, good, { bom: true }), ["1", "y"]);
  const holes = [good.indexOf("1"), good.indexOf("y")];
  for (let at = 0; at < good.length; at++) {
    if (holes.includes(at)) continue;
    const changed = Buffer.from(good);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => fillsOf(template, changed, { bom: true }), `byte ${at}`);
    const shorter = Buffer.concat([good.subarray(0, at), good.subarray(at + 1)]);
    assert.throws(() => fillsOf(template, shorter, { bom: true }), `without byte ${at}`);
  }
  assert.throws(() => fillsOf(template, Buffer.concat([good, Buffer.from("\n")]), { bom: true }), /added at the end/);
});
