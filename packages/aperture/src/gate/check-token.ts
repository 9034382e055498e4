import type { GateCheck } from "./gate-facts.ts";

/** A wrong token is refused even where none is needed: whoever sends one believes to be somebody. */
export const checkToken: GateCheck = function checkToken({ token, role, auth }) {
  if (token === undefined || token.valid) return null;
  if (token.presented) return { code: "token_wrong", facts: {} };
  return role === "token" || auth === "required" ? { code: "token_required", facts: {} } : null;
};
