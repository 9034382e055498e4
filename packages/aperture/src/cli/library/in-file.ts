import { ApiError } from "@aperture/sdk";

/** A refusal of a text, told of the file that it was read from: the API knows the text alone. */
export function inFile(error: unknown, file: string): unknown {
  if (!ApiError.is(error)) return error;
  const { errors = [], detail, ...problem } = error.problem;
  const told = errors.find((each) => each.file !== undefined)?.file;
  if (told === undefined) return error;
  return new ApiError({
    ...problem,
    detail: detail.replace(told, () => file),
    errors: errors.map((each) => (each.file === undefined ? each : { ...each, file })),
  });
}
