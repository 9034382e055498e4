import type { Problem } from "@aperture/sdk";
import { ApiError } from "@aperture/sdk/client";

/** An operation that the API refuses. */
export const refusal =
  (status: number, detail: string, errors: Problem["errors"] = []) =>
  (): Promise<never> =>
    Promise.reject(new ApiError({ type: "about:blank", title: "refused", status, code: "refused", detail, errors }));
