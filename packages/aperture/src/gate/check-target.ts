import type { GateCheck } from "./gate-facts.ts";

/**
 * Exactly one leading slash. Absolute-form (`http://…`), `//host`, `/\host`, `*` and their encoded twins are how a request
 * is given one path for the check and another for the router.
 */
export const checkTarget: GateCheck = function checkTarget({ target }) {
  return /^\/(?![/\\]|%2f|%5c)/i.test(target) ? null : { code: "target_refused", facts: {} };
};
