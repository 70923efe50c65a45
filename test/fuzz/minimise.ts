import { type FuzzInput, plainInput } from "./input";

/**
 * A smaller input that still fails: settings back to plain, then parts of the text left out, halves first.
 * @param fails whether an input fails in the same way
 */
export async function minimise(input: FuzzInput, fails: (input: FuzzInput) => Promise<boolean>, most = 2000): Promise<FuzzInput> {
  let least = input;
  let tries = 0;
  const attempt = async (candidate: FuzzInput): Promise<boolean> => {
    if (tries++ >= most || !(await fails(candidate))) return false;
    least = candidate;
    return true;
  };
  for (const key of Object.keys(plainInput) as (keyof FuzzInput)[]) {
    if (key !== "text") await attempt({ ...least, [key]: plainInput[key] });
  }
  for (const key of Object.keys(least.overrides) as (keyof FuzzInput["overrides"])[]) {
    const { [key]: _, ...overrides } = least.overrides;
    await attempt({ ...least, overrides });
  }
  for (let size = least.text.length >> 1; size > 0 && tries < most; ) {
    let shorter = false;
    for (let at = 0; at < least.text.length; ) {
      const without = least.text.slice(0, at) + least.text.slice(at + size);
      if (await attempt({ ...least, text: without })) shorter = true;
      else at += size;
    }
    if (!shorter || size > least.text.length) size >>= 1;
  }
  return least;
}
