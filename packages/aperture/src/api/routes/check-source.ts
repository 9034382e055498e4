import { isAbsolute } from "node:path";
import { ApertureError, type InspectPlugin } from "@aperture/sdk";

const refuse = (detail: string, pointer: string): never => {
  throw new ApertureError("invalid_input", { detail, pointer });
};

/**
 * One of `spec`, `path` and `archive`; a path means the same whatever folder Aperture was started in. Throws `invalid_input`.
 */
export function checkSource<Source extends InspectPlugin>(source: Source): Source {
  const { spec, registry, path, archive } = source;
  const given = [spec, path, archive].filter((each) => each !== undefined);
  if (given.length !== 1) refuse("Give one of spec, path and archive", "/path");
  if (registry !== undefined && spec === undefined) refuse("A registry is asked for a name: give a spec", "/registry");
  if (path !== undefined && (!isAbsolute(path) || path.includes("\0")))
    refuse("A package is given by its absolute path", "/path");
  if (spec !== undefined) checkSpec(spec);
  return source;
}

/** Throws `invalid_input` for what would mean another folder for whoever else reads it. */
export function checkSpec(spec: string): void {
  if (/^(?:file:)?[.~]/i.test(spec) || /\p{Cc}/u.test(spec))
    refuse("A package's folder is given by its absolute path", "/spec");
}
