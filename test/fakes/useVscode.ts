/** Imported first: from here on `vscode` is the module beside this one. */
import Module from "node:module";
import path from "node:path";

type Resolve = (request: string, ...rest: unknown[]) => string;
const loader = Module as unknown as { _resolveFilename: Resolve };
const resolve = loader._resolveFilename;
const fake = path.join(__dirname, "vscode.ts");
loader._resolveFilename = (request, ...rest) => (request === "vscode" ? fake : resolve.call(Module, request, ...rest));
