import { isAbsolute } from "node:path";
import { compileGlob, GlobError } from "@aperture/engine/selectors/glob";
import { sourceLabel } from "@aperture/engine/staging/render-staged";
import { ApertureError, type StagedSource } from "@aperture/sdk";
import { followPath, readStagedFile, StagedFileError } from "./read-staged-file.ts";
import { runCommand } from "./run-command.ts";
import type { StoredItem } from "./stored-item.ts";

export interface CaptureOptions {
  /** The session's project, or null. */
  readonly project: string | null;
  /** Offered to every session: paths are looked up in each one's own project. */
  readonly isForAll: boolean;
  readonly caller: { readonly token: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Captured = Pick<StoredItem, "output" | "mayLeave">;
const plain: Captured = { output: null, mayLeave: false };

/**
 * What has to be known of a source before its item is stored: whether the caller may stage it, whether it can be read, and what a
 * command says. Throws `staging_needs_token`, `staging_no_project`, `staging_unreadable`, `invalid_input`.
 */
export async function captureSource(source: StagedSource, options: CaptureOptions): Promise<Captured> {
  const what = sourceLabel(source);
  try {
    switch (source.kind) {
      case "text":
        return plain;
      case "command":
        return await captureCommand(source.command, what, options);
      case "file":
        return await checkFile(source.path, what, options);
      case "glob":
        return checkGlob(source.pattern, what, options);
    }
  } catch (error) {
    if (!(error instanceof StagedFileError)) throw error;
    throw new ApertureError("staging_unreadable", { what, reason: error.message }, { cause: error });
  }
}

async function captureCommand(command: string, what: string, options: CaptureOptions): Promise<Captured> {
  const { caller, project, env } = options;
  // Who may not run commands is not told where they would run.
  if (!caller.token) throw new ApertureError("staging_needs_token", { what });
  if (project === null) throw new ApertureError("staging_no_project", { what });
  try {
    const output = await runCommand({ command, folder: project, env });
    if (output === "") throw new StagedFileError("it said nothing");
    return { output, mayLeave: false };
  } catch (error) {
    if (error instanceof StagedFileError) throw error;
    throw new StagedFileError((error as Error).message, { cause: error });
  }
}

async function checkFile(path: string, what: string, options: CaptureOptions): Promise<Captured> {
  const { caller, project, isForAll } = options;
  if (!isAbsolute(path) && isForAll) return plain;
  if (!isAbsolute(path) && project === null) throw new ApertureError("staging_no_project", { what });
  const inside = project !== null && (await isInsideOrMissing(project, path));
  // Said before anything is told of the file: without the token nobody learns what is there.
  if (!inside && !caller.token)
    throw new ApertureError("staging_needs_token", { what: `${what}, outside the project,` });
  await readStagedFile(project, path, { mayLeave: !inside });
  return { output: null, mayLeave: !inside };
}

/** What is missing is outside unless its name stays within: a look elsewhere must not tell what exists. */
async function isInsideOrMissing(project: string, path: string): Promise<boolean> {
  try {
    return (await followPath(project, path)).inside;
  } catch {
    return !isAbsolute(path) && !path.split(/[/\\]/).includes("..");
  }
}

function checkGlob(pattern: string, what: string, { project, isForAll }: CaptureOptions): Captured {
  const refuse = (detail: string) => new ApertureError("invalid_input", { detail, pointer: "/source/pattern" });
  if (isAbsolute(pattern) || pattern.split(/[/\\]/).includes(".."))
    throw refuse("A pattern is held against paths from the project's folder: it neither begins with / nor holds ..");
  try {
    compileGlob(pattern, "path");
  } catch (error) {
    throw error instanceof GlobError ? refuse(error.message) : error;
  }
  if (project === null && !isForAll) throw new ApertureError("staging_no_project", { what });
  return plain;
}
