/**
 * `npm run trace`: the source files that one Enter in the review passes in the extension host, from the request that
 * arrives to the edit of the document, in the order of their first call; and their functions.
 */
import "../fakes/useVscode";
import { acceptRequest } from "./acceptRequest";
import { callTrace } from "./callTrace";

async function main(): Promise<void> {
  const called = await callTrace(acceptRequest);
  const files = new Map<string, string[]>();
  for (const { file, name } of called) files.set(file, [...(files.get(file) ?? []), name === "" ? "(anonymous)" : name]);
  const width = Math.max(...[...files.keys()].map((file) => file.length));
  for (const [index, [file, names]] of [...files].entries()) console.log(`${String(index + 1).padStart(2)}  ${file.padEnd(width)}  ${names.join(", ")}`);
  const handOvers = called.filter(({ file }, index) => index > 0 && called[index - 1]?.file !== file).length;
  console.log(`\n${files.size} files, ${called.length} functions, ${handOvers} changes of file in the order of first calls`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
