/** A schema file that cannot be used, with one sentence that says where, what, and what to do. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  constructor(
    /** The schema file's name. */
    readonly file: string,
    /** The field it is about; null where it is about the file. */
    readonly field: string | null,
    what: string,
  ) {
    super(`${file}${field === null ? "" : `, field "${field}"`}: ${what}`);
  }
}
