import { ApiError } from "@aperture/sdk/client";

/** What went wrong, in the API's own words, and how to get in where the token is missing. */
export function describeError(error: unknown): string {
  if (!ApiError.is(error)) return "The API does not answer";
  const { status, detail } = error.problem;
  return status === 401 ? `${detail}: open this page with \`aperture open\`` : detail;
}
