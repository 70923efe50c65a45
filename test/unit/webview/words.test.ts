import assert from "node:assert/strict";
import test from "node:test";
import { englishStrings, type StringKey } from "../../../src/shared/strings";
import { wordsIn } from "../../../src/webview/words";

test("numbers are written as the language writes them", () => {
  const english = wordsIn(englishStrings, "en");
  assert.equal(english.say("summary", 1605, 12_000), "1,605 of 12,000 accepted");
  assert.equal(english.percent(20), "20%");
  assert.equal(english.percent(0.5), "0.5%");
  const german = wordsIn(englishStrings, "de");
  assert.equal(german.count(1605), "1.605");
  assert.equal(german.percent(20), "20\u00a0%");
  assert.equal(wordsIn(englishStrings, "not a language").count(1605), "1,605", "what Intl refuses is no reason to show nothing");
});

test("one is not several", () => {
  const words = wordsIn(englishStrings, "en");
  assert.equal(words.counted("acceptAbove", 1), "Accept 1 Cell");
  assert.equal(words.counted("acceptAbove", 1605), "Accept 1,605 Cells");
  assert.equal(words.counted("certaintyTakes", 1100, words.percent(90)), "90%, 1,100 suggestions");
  assert.equal(words.counted("announceUndone", 0), "Undone: 0 cells");
  for (const key of Object.keys(englishStrings) as StringKey[]) {
    if (key.endsWith("One")) assert.ok(key.slice(0, -3) in englishStrings, `${key} belongs to a text about several`);
  }
});

test("texts say percentages and names as English does", () => {
  for (const [key, text] of Object.entries(englishStrings)) {
    assert.doesNotMatch(text, /\d %|\} %|\.\.\.|\bholes?\b/i, key);
  }
});
