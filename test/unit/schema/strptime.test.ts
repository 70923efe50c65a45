import assert from "node:assert/strict";
import test from "node:test";
import { fromStrptime, survivesStrptime, toStrptime } from "../../../src/schema/strptime";
import { dateFormat } from "../../../src/table/dateFormat";

const pairs: readonly (readonly [strptime: string, ours: string, text: string])[] = [
  ["%Y-%m-%d", "YYYY-MM-DD", "2024-05-31"],
  ["%d/%m/%Y", "DD/MM/YYYY", "31/05/2024"],
  ["%-d.%-m.%y", "D.M.YY", "1.5.24"],
  ["%Y-%m-%dT%H:%M:%SZ", "YYYY-MM-DD[T]HH:mm:ss[Z]", "2024-05-31T23:59:58Z"],
  ["%Y-%m-%d %H:%M:%S.%f", "YYYY-MM-DD HH:mm:ss.SSSSSS", "2024-05-31 23:59:58.250000"],
  ["%Y-%m-%dT%H:%M:%S%z", "YYYY-MM-DD[T]HH:mm:ssZ", "2024-05-31T23:59:58Z"],
  ["%A, %d %B %Y", "dddd, DD MMMM YYYY", "Friday, 31 May 2024"],
  ["%a %d %b %y", "ddd DD MMM YY", "Fri 31 May 24"],
  ["%I:%M %p", "hh:mm A", "11:59 PM"],
  ["%-I:%M %p", "h:mm A", "1:59 AM"],
  ["%H:%M", "HH:mm", "23:59"],
  ["%-H h %M", "H [h] mm", "7 h 05"],
  ["%Y%m%d", "YYYYMMDD", "20240531"],
  ["%d de %B", "DD [de] MMMM", "31 de May"],
  ["%Y %% %m", "YYYY % MM", "2024 % 05"],
];

test("patterns of strptime and ours say the same, in both directions", () => {
  for (const [strptime, ours, text] of pairs) {
    assert.deepEqual(fromStrptime(strptime), { pattern: ours });
    assert.equal(toStrptime(ours), strptime);
    assert.ok(survivesStrptime(ours), ours);
    assert.ok(!Number.isNaN(dateFormat(ours).parse(text)), `${ours} reads ${text}`);
  }
});

test("what several directives mean at once is read as its parts", () => {
  assert.deepEqual(fromStrptime("%F %T"), { pattern: "YYYY-MM-DD HH:mm:ss" });
  assert.deepEqual(fromStrptime("%D %R"), { pattern: "MM/DD/YY HH:mm" });
  assert.deepEqual(fromStrptime("%h"), { pattern: "MMM" });
});

test("directives that no date of ours has are named", () => {
  for (const [format, unknown] of [["%j", "%j"], ["%Y-W%V", "%V"], ["%d %", "%"], ["%d%-", "%-"], ["%Z", "%Z"], ["%q", "%q"], ["%x", "%x"]] as const) {
    assert.deepEqual(fromStrptime(format), { unknown });
  }
});

test("what strptime does not tell apart is known", () => {
  for (const pattern of ["HH:mm:ss.SSS", "hh:mm a", "YYYY-MM-DD[T]HH:mm[+01:00]"]) assert.ok(!survivesStrptime(pattern), pattern);
  assert.equal(toStrptime("ss.SSS"), "%S.%f");
  assert.equal(toStrptime("hh:mm a"), "%I:%M %p");
});
