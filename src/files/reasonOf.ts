/** Why a file operation failed, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Record<string, string> = {
    ENOENT: "there is no such file or folder",
    ENOTDIR: "a part of its path is not a folder",
    EACCES: "permission denied",
    EPERM: "permission denied",
    EISDIR: "it is a folder",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
    EDQUOT: "your share of the disk is used up",
    EIO: "the disk reports an error",
    EBUSY: "another program has it open",
    ENAMETOOLONG: "the name is too long",
    EMFILE: "too many files are open",
    // VS Code's own codes
    FileNotFound: "there is no such file or folder",
    FileIsADirectory: "it is a folder",
    NoPermissions: "permission denied",
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}
