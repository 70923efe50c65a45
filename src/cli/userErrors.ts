/** An unusable command line, with one sentence for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An input, output or column that cannot be used, with one sentence for the user. Exit status 2. */
export class InputError extends Error {
  override readonly name = "InputError";
}
