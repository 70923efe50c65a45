/** All tests of this folder in one process, so that they share a server and a browser. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

for (const name of readdirSync(__dirname).sort()) {
  if (name.endsWith(".test.ts")) require(join(__dirname, name));
}
