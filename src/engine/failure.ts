import { CsvError, type CsvErrorKind } from "../csv/csvError";
import { FileChanged } from "../files/fileSource";
import { RuntimeFault } from "../runtime/runtime";

/** An error as plain data, so that it arrives at the caller as what it was. */
export type Failure =
  | { readonly type: "fault"; readonly kind: RuntimeFault["kind"]; readonly message: string }
  | { readonly type: "csv"; readonly kind: CsvErrorKind; readonly message: string }
  | { readonly type: "changed"; readonly message: string }
  | { readonly type: "aborted" }
  /** `code` of a system error, "" of any other. */
  | { readonly type: "error"; readonly name: string; readonly message: string; readonly code: string };

export function toFailure(error: unknown): Failure {
  if (error instanceof RuntimeFault) return { type: "fault", kind: error.kind, message: error.message };
  if (error instanceof CsvError) return { type: "csv", kind: error.kind, message: error.message };
  if (error instanceof FileChanged) return { type: "changed", message: error.message };
  if (isAbort(error)) return { type: "aborted" };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return { type: "error", name, message, code };
}

export function fromFailure(failure: Failure): Error {
  switch (failure.type) {
    case "fault":
      return new RuntimeFault(failure.kind, failure.message);
    case "csv":
      return new CsvError(failure.kind, failure.message);
    case "changed":
      return new FileChanged(failure.message);
    case "aborted":
      return aborted();
    case "error": {
      const error = new Error(failure.message);
      error.name = failure.name;
      return failure.code === "" ? error : Object.assign(error, { code: failure.code });
    }
  }
}

/** Whether `error` says that the work was called off, not that it failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

export function aborted(): DOMException {
  return new DOMException("The run was cancelled.", "AbortError");
}
