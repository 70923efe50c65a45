/** Files whose cells mean something else than they seem to: what is filled, how it is written, what is said about it. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { hole } from "../missing";
import { npt, scratch } from "./commandLine";

interface Case {
  /** Each `hole` is a missing cell that is filled with what `fills` says; every other byte stays. */
  readonly text: string;
  /** Per hole: the text, or a test of it. Empty where the cell stays missing. */
  readonly fills: readonly (string | RegExp | ((value: number) => boolean))[];
  /** What the missing cells hold; default: nothing. */
  readonly holds?: string;
  readonly options?: readonly string[];
  /** What standard error says. */
  readonly says?: RegExp;
}

const between = (low: number, high: number) => (value: number): boolean => value >= low && value <= high;
const rows = (n: number, row: (i: number) => string): string => Array.from({ length: n }, (_, i) => `${row(i)}\n`).join("");

const logged = (i: number): number => 20 + 8 * Math.sin(i / 11);
const stationed = (i: number): number => [10, 400, -90, 55][i % 4]! + Math.floor(i / 20);

const cases: Readonly<Record<string, Case>> = {
  "a tick mark says nothing of who has none": {
    text: `name,age,vegan\nAda,31,${hole}\nBen,45,x\nCem,28,${hole}\nDan,60,${hole}\nEva,39,${hole}\nFee,52,x\n`,
    fills: ["", "", "", ""],
    says: /In "vegan": It has one value only/,
  },
  "a gap in a log is closed by the readings above and below": {
    text: `level,noise\n${rows(150, (i) => `${i % 9 === 4 ? hole : logged(i).toFixed(1)},${(i * 7919) % 101}`)}`,
    fills: [...Array(150).keys()].filter((i) => i % 9 === 4).map((i) => between(logged(i) - 1.2, logged(i) + 1.2)),
  },
  "in a file of several stations, the readings of the same station count": {
    text: `station,level\n${rows(200, (i) => `s${i % 4},${i % 13 === 6 ? hole : stationed(i)}`)}`,
    fills: [...Array(200).keys()].filter((i) => i % 13 === 6).map((i) => between(stationed(i) - 3, stationed(i) + 3)),
  },
  "the last readings go on where they led": {
    text: `day,total\n${rows(60, (i) => `${new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)},${i >= 58 ? hole : 100 + 5 * i}`)}`,
    fills: [between(386, 394), between(386, 400)],
  },
  "a counter is learned from": {
    text: `minute,depth\n${rows(14, (i) => `${i + 1},${i === 4 || i === 9 ? hole : (5 + 2.5 * i).toFixed(1)}`)}`,
    fills: [between(13.5, 16.5), between(26, 29)],
  },
  "a code is kept where the token has the form of the others, and counts where it is a stranger": {
    text: `country,code,beds\n${rows(12, (i) => ["Namibia,NA,10", "Botswana,BW,20", `Spain,ES,${i === 5 ? hole : "30"}`][i % 3]!)}`.replace("Botswana,BW,20", `Botswana,BW,${hole}`),
    holds: "NA",
    options: ["--missing", "NA"],
    fills: ["20", "30"],
    says: /“NA” in code \(4 cells\) looks like the column's other values/,
  },
  "versions are no numbers": {
    text: `release,port\n${rows(12, (i) => (i === 6 ? `${hole},443` : ["3.2,80", "3.10,443", "4.0,8080"][i % 3]!))}`,
    fills: ["3.10"],
  },
  "units under the header are left alone": {
    text: `at;volts;wing\n;(V);\n${rows(9, (i) => `2021-05-0${i + 1};${i === 4 ? hole : (3 + i / 2).toFixed(1)};${i % 2 === 0 ? "left" : "right"}`)}`,
    fills: [between(4, 6)],
    says: /1 row under the header holds units/,
  },
  "what has been stated is not asked again": {
    text: `at;volts;wing\n;(V);\n${rows(9, (i) => `2021-05-0${i + 1};${i === 4 ? hole : (3 + i / 2).toFixed(1)};${i % 2 === 0 ? "left" : "right"}`)}`,
    options: ["--unit-rows", "1"],
    fills: [between(4, 6)],
  },
  "one text among numbers is named": {
    text: `x,y\n${rows(12, (i) => `${i},${i === 3 ? "ask Kim" : i === 7 ? hole : 5 * i}`)}`,
    fills: [between(33, 37)],
    says: /“ask Kim” in y isn't a number/,
  },
  "exponents are written as exponents": {
    text: `ph,molar\n${rows(16, (i) => `${3 + (i % 4)},${i === 6 ? hole : `1.0E-0${3 + (i % 4)}`}`)}`,
    fills: ["1.0E-05"],
  },
  "a plus sign is written": {
    text: `k,delta\n${rows(13, (i) => `${i - 6},${i === 9 ? hole : i === 6 ? "0" : `${i > 6 ? "+" : ""}${5 * (i - 6)}`}`)}`,
    fills: [/^\+1[0-9]$/],
  },
  "amounts below zero stand in parentheses": {
    text: `units,balance\n${rows(12, (i) => `${i - 6},${i === 2 ? hole : i < 6 ? `(${(10 * (6 - i) + 0.25).toFixed(2)})` : (10 * (i - 6) + 0.25).toFixed(2)}`)}`,
    fills: [/^\([2-5]\d\.\d\d\)$/],
  },
  "a logger's title and units are skipped": {
    text: `"TOA5","101","CR1000"\n"TIME","N","Temp"\n"TS","RN","Deg C"\n"","","Avg"\n${rows(9, (i) => `"2015-03-01 10:0${i}:00",${i + 1},${i === 5 ? hole : (20 + i / 10).toFixed(1)}`)}`,
    fills: [between(20.2, 20.8)],
    says: /2 rows under the header hold units/,
  },
  "blanks that are not counted are told of": {
    text: `name,wing \nA   ,north\nB   ,     \nC   ,south\nD   ,south\nA   ,north\nC   ,south\n`,
    fills: [],
    says: /1 cell in wing holds only spaces.*--blank-is-missing/s,
  },
  "blanks are filled in the column's width": {
    text: "name,level\nA   ,    3\nB   ,    8\nC   ,    3\nA   ,    3\nB   ,    8\nB   ,     \nA   ,    3\nB   ,    8\n",
    options: ["--blank-is-missing"],
    fills: [],
  },
  "an empty line of a file with one column is told of": {
    text: "value\n3\n\n5\n4\n",
    fills: [],
    says: /1 line is empty.*--short-rows/s,
  },
  "infinities stay among numbers": {
    text: `x,ratio\n${rows(12, (i) => `${i},${i === 0 ? "inf" : i === 4 ? hole : (60 / i).toFixed(1)}`)}`,
    fills: [between(10, 40)],
  },
  "two date formats: the more frequent one is written, and both are named": {
    text: `week,day\n${rows(12, (i) => `${i + 1},${i === 4 ? hole : i % 3 === 1 ? `${String(1 + 2 * i).padStart(2, "0")}.03.2019` : `2019-03-${String(1 + 2 * i).padStart(2, "0")}`}`)}`,
    fills: [/^2019-03-\d\d$/],
    says: /two formats: YYYY-MM-DD, and DD\.MM\.YYYY/,
  },
  "-999 among ages is asked about, and learned from by nobody": {
    text: `sex,age\n${rows(24, (i) => `${i % 2 === 0 ? "m" : "f"},${i === 10 ? hole : i === 5 || i === 16 ? "-999" : 30 + ((i * 7) % 20)}`)}`,
    fills: [between(30, 50)],
    says: /“-999” in age \(2 cells\) looks like a code for a missing value.*--missing age:-999/s,
  },
  "a trend leads beyond what was observed": {
    text: `date,meter\n${rows(14, (i) => `2023-02-${String(i + 1).padStart(2, "0")},${i >= 12 ? hole : 500 + 10 * i}`)}`,
    fills: [between(612, 635), between(618, 645)],
  },
  "a unit is one with a space and without": {
    text: `n,weight\n${rows(9, (i) => `${i + 1},${i === 3 ? hole : `${10 * (i + 1)}${i % 3 === 2 ? "" : " "}kg`}`)}`,
    fills: [/^(?:3[5-9]|4[0-5]) kg$/],
  },
};

for (const [name, { text, holds = "", fills, options = [], says }] of Object.entries(cases)) {
  test(name, async (t) => {
    const folder = scratch(t);
    const [input, output] = [join(folder, "in.csv"), join(folder, "out.csv")];
    writeFileSync(input, text.replaceAll(hole, holds));
    const { code, stderr } = await npt([input, "-o", output, ...options]);
    assert.equal(code, 0, stderr);
    const written = readFileSync(output, "utf8");
    if (fills.length > 0) {
      const found = fillsBetween(text, written);
      for (const [k, wanted] of fills.entries()) {
        const value = found[k] ?? "";
        if (typeof wanted === "function") assert.ok(wanted(Number(value)), `${k}: ${value}`);
        else if (typeof wanted === "string") assert.equal(value, wanted);
        else assert.match(value, wanted);
      }
    } else if (options.length > 0) assert.equal(written, text.replace("B   ,     \n", "B   ,    8\n"));
    else assert.equal(written, text, "nothing is filled");
    if (says === undefined) assert.equal(stderr, "", "nothing is said that a person would call noise");
    else assert.match(stderr, says);
  });
}

/** What stands in place of the holes; every other character is compared. */
function fillsBetween(template: string, written: string): string[] {
  const parts = template.split(hole).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const match = new RegExp(`^${parts.join("([^,;\\n]*)")}$`).exec(written);
  assert.ok(match, `another byte changed:\n${written}`);
  return match.slice(1);
}
