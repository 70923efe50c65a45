import { isList, isObject, type JsonObject, nameOf, parseObject } from "./json";
import { SchemaError } from "./schemaError";

/** Where a schema is looked for beside a file: what its own name makes, and a data package. */
export function schemaNames(csvName: string): readonly [own: string, dataPackage: string] {
  return [`${baseName(csvName).replace(/\.[^.]+$/, "")}.schema.json`, "datapackage.json"];
}

/** Whether a `datapackage.json` is about the file: one that cannot be parsed is where it has the file's name in it. */
export function describesFile(text: string, fileName: string, csvName: string): boolean {
  try {
    const { resources } = parseObject(text, fileName);
    return isList(resources) && resources.filter(isObject).some((resource) => names(resource, csvName, true));
  } catch {
    return text.includes(baseName(csvName));
  }
}

/**
 * The resource of a data package whose path names the file; of standard input ("-" or "") the only one there is.
 * Throws `SchemaError`.
 */
export function resourceOf(dataPackage: JsonObject, fileName: string, csvName: string): JsonObject {
  const { resources } = dataPackage;
  if (!isList(resources)) throw new SchemaError(fileName, null, `"resources" must be a list, not ${nameOf(resources ?? null)}.`);
  const objects = resources.filter(isObject);
  if (objects.length < resources.length) throw new SchemaError(fileName, null, `"resources" must be a list of objects; one of them is ${nameOf(resources.find((one) => !isObject(one)) ?? null)}.`);
  const exact = objects.filter((resource) => names(resource, csvName, true));
  const found = exact.length > 0 ? exact : objects.filter((resource) => names(resource, csvName, false));
  const unnamed = csvName === "" || csvName === "-";
  const [first, second] = unnamed ? objects : found;
  const known = objects.flatMap(pathsOf).map((path) => `"${path}"`);
  const list = known.length > 10 ? `${known.slice(0, 10).join(", ")}, and ${known.length - 10} more` : known.join(", ");
  if (first === undefined) {
    const others = known.length === 0 ? "it describes no file" : `its files are ${list}`;
    throw new SchemaError(fileName, null, `it does not describe "${baseName(csvName)}"; ${others}.`);
  }
  if (second !== undefined) {
    throw new SchemaError(fileName, null, `it describes several tables that this could be${list === "" ? "" : ` (${list})`}; keep the schema of one in a file of its own.`);
  }
  return first;
}

function names(resource: JsonObject, csvName: string, exact: boolean): boolean {
  const wanted = plain(csvName);
  return pathsOf(resource).some((path) => (exact ? plain(path) === wanted || plain(path) === baseName(wanted) : baseName(path) === baseName(wanted)));
}

function pathsOf({ path }: JsonObject): string[] {
  return (isList(path) ? path : [path]).filter((one) => typeof one === "string");
}

function plain(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
}

function baseName(path: string): string {
  const bare = /^[a-z]+:\/\//i.test(path) ? path.replace(/[?#].*$/, "") : path.replaceAll("\\", "/");
  return bare.split("/").at(-1) ?? path;
}
