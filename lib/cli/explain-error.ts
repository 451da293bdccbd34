/** What the system's own refusals mean to whoever started us. */
const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: (path) => `The disk${path} is full: free some space and start again.`,
  EDQUOT: (path) => `The disk quota${path} is used up: free some space and start again.`,
  EACCES: (path) =>
    `There is no permission to write${path}: give it to this user, or set OUTTURN_DATA_DIR to another folder.`,
  EPERM: (path) =>
    `There is no permission to change${path}: give it to this user, or set OUTTURN_DATA_DIR to another folder.`,
  EROFS: (path) => `The file system${path} is read-only: set OUTTURN_DATA_DIR to a folder that can be written.`,
  ENOENT: (path) => `There is nothing${path}: look at the name.`,
  Z_DATA_ERROR: () => "The file is not whole gzip: it was not written by `backup`, or was damaged on its way.",
  Z_BUF_ERROR: () => "The file ends too early: copy it again from where it was written.",
  ENOTDIR: (path) => `A part of the path${path} is a file: set OUTTURN_DATA_DIR to a folder.`,
  EEXIST: (path) => `A file stands where a folder is needed${path}: set OUTTURN_DATA_DIR to a folder.`,
  "53100": () => "The disk of the database is full: free some space and start again.",
};

/** One sentence for an error, or null when it is a fault of ours that deserves its stack. */
export function explainError(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.message.includes("No space left on device")) return SENTENCES["53100"]?.("") ?? null;
  if (error.name === "OutturnError") return error.message;
  const code = "code" in error ? String(error.code) : "";
  const path = "path" in error && typeof error.path === "string" ? ` at ${error.path}` : "";
  return SENTENCES[code]?.(path) ?? null;
}
