import { numbersIn } from "../shared/numbers";

let numbers = numbersIn("en");

/** Numbers are written as in this language from now on. */
export function writeNumbersIn(tag: string): void {
  numbers = numbersIn(tag);
}

/** 1605 -> "1,605". */
export function countText(count: number): string {
  return numbers.count(count);
}

/** .2 -> "20%", rounded down so that nothing is promised that is not there. */
export function percentText(share: number): string {
  return numbers.percent(Math.floor(share * 100 + 1e-9), 0);
}

/** A share in percent, with as many decimals as it takes to be neither 0 nor 100 when it is not. */
export function shareText(part: number, whole: number): string {
  return numbers.share(part, whole);
}
