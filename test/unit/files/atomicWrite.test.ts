import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync, chownSync, linkSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { type WriteBytes, writeAtomically } from "../../../src/files/atomicWrite";
import { temporaryFolder } from "../cli/temporaryFolder";

const never = new AbortController().signal;

test("pieces of text and bytes are written in order, and nothing else is left", async (t) => {
  const folder = temporaryFolder(t);
  const pieces = ["a", "ü\r\n", Uint8Array.of(0xe9, 0), "x".repeat(3 << 20), Uint8Array.of(10)];
  await writeAtomically([{ path: join(folder, "new.csv"), pieces }], never);
  const expected = Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)));
  assert.ok(readFileSync(join(folder, "new.csv")).equals(expected));
  assert.deepEqual(readdirSync(folder), ["new.csv"]);
});

if (process.platform !== "win32") {
  test("an existing file keeps its permissions, a link stays a link", async (t) => {
    const folder = temporaryFolder(t);
    const target = join(folder, "target.csv");
    writeFileSync(target, "old");
    chmodSync(target, 0o640);
    symlinkSync("target.csv", join(folder, "link.csv"));
    await writeAtomically([{ path: join(folder, "link.csv"), pieces: ["new"] }], never);
    assert.equal(readFileSync(target, "utf8"), "new");
    assert.equal(statSync(target).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder).sort(), ["link.csv", "target.csv"]);
  });
}

test("an abort between two pieces leaves the old file and no traces", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "a.csv"), "old");
  const abort = new AbortController();
  function* pieces() {
    yield Uint8Array.of(1, 2, 3);
    abort.abort();
    yield Uint8Array.of(4);
  }
  const outputs = [
    { path: join(folder, "report.json"), pieces: ["{}"] },
    { path: join(folder, "a.csv"), pieces: pieces() },
  ];
  await assert.rejects(writeAtomically(outputs, abort.signal), { name: "AbortError" });
  assert.deepEqual(readdirSync(folder), ["a.csv"]);
  assert.equal(readFileSync(join(folder, "a.csv"), "utf8"), "old");
});

test("when one of two files cannot be written, neither is", async (t) => {
  const folder = temporaryFolder(t);
  const first = { path: join(folder, "a.csv"), pieces: ["a"] };
  const lost = { path: join(folder, "no such folder", "b.json"), pieces: ["b"] };
  await assert.rejects(writeAtomically([first, lost], never), { code: "ENOENT" });
  assert.deepEqual(readdirSync(folder), []);
  mkdirSync(join(folder, "b.json"));
  const taken = { path: join(folder, "b.json"), pieces: ["b"] };
  await assert.rejects(writeAtomically([taken, first], never), { code: "EISDIR" });
  assert.deepEqual(readdirSync(folder), ["b.json"]);
});

test("what fails while its content is made leaves no traces", async (t) => {
  const folder = temporaryFolder(t);
  function* pieces(): Generator<string> {
    yield "half";
    throw new Error("no more");
  }
  await assert.rejects(writeAtomically([{ path: join(folder, "a.csv"), pieces: pieces() }], never), /no more/);
  assert.deepEqual(readdirSync(folder), []);
});

test("a full disk: the old file stays, nothing else is left, the error is the system's", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "a.csv"), "old");
  let written = 0;
  const write: WriteBytes = async (handle, bytes) => {
    written += bytes.length;
    if (written > 1 << 20) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    await handle.write(bytes);
  };
  const output = { path: join(folder, "a.csv"), pieces: [new Uint8Array(1 << 20), new Uint8Array(1 << 20)] };
  await assert.rejects(writeAtomically([output], never, { write }), { code: "ENOSPC" });
  assert.equal(written, 2 << 20);
  assert.deepEqual(readdirSync(folder), ["a.csv"]);
  assert.equal(readFileSync(join(folder, "a.csv"), "utf8"), "old");
});

if (process.platform !== "win32") {
  test("another hard link keeps the old content; root's copy belongs to the file's owner", async (t) => {
    const folder = temporaryFolder(t);
    const [path, other] = [join(folder, "a.csv"), join(folder, "b.csv")];
    writeFileSync(path, "old");
    linkSync(path, other);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(path, 12_345, 54_321);
    const { uid, gid } = statSync(path);
    await writeAtomically([{ path, pieces: ["new"] }], never);
    assert.deepEqual([readFileSync(path, "utf8"), readFileSync(other, "utf8")], ["new", "old"]);
    assert.deepEqual([statSync(path).uid, statSync(path).gid], [uid, gid]);
    assert.deepEqual(readdirSync(folder).sort(), ["a.csv", "b.csv"]);
  });

  test("a file that is read-only is not replaced, whoever asks", async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "a.csv"), "old");
    chmodSync(join(folder, "a.csv"), 0o444);
    await assert.rejects(writeAtomically([{ path: join(folder, "a.csv"), pieces: ["new"] }], never), { code: "EACCES" });
    assert.deepEqual(readdirSync(folder), ["a.csv"]);
    assert.equal(readFileSync(join(folder, "a.csv"), "utf8"), "old");
  });
}

test("pieces may come as they are made; a last word may hold them back", async (t) => {
  const folder = temporaryFolder(t);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let k = 0; k < 300_000; k++) yield Uint8Array.of(65 + (k % 26));
  }
  const path = join(folder, "a.csv");
  await writeAtomically([{ path, pieces: pieces() }], never);
  assert.equal(readFileSync(path).length, 300_000);
  const ready = (): Promise<void> => Promise.reject(new Error("not now"));
  await assert.rejects(writeAtomically([{ path, pieces: ["other"] }], never, { ready }), /not now/);
  assert.equal(readFileSync(path).length, 300_000);
  assert.deepEqual(readdirSync(folder), ["a.csv"]);
});
