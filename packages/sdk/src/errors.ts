// Generated from docs/errors/*.md by `npm run errors`. Do not edit.
export const catalogue = {
  agent_config_invalid: { message: "%file% cannot be merged with what Aperture sets: %reason%", status: 500, exit: 2, page: "cli.md" },
  agent_not_found: { message: "%command% cannot be started: %reason%", status: 500, exit: 3, page: "cli.md" },
  already_running: { message: "Aperture already runs on this home (%home%, process %pid%)", status: 500, exit: 4, page: "start.md" },
  already_undone: { message: "%id% was undone by %by%", status: 409, exit: 4, page: "control.md" },
  bisect_impossible: { message: "Plugins cannot be told apart: %reason%", status: 409, exit: 4, page: "plugins.md" },
  block_changed: { message: "%reason%", status: 409, exit: 4, page: "control.md" },
  block_opaque: { message: "%reason%", status: 422, exit: 5, page: "control.md" },
  block_signed: { message: "%reason%", status: 422, exit: 5, page: "control.md" },
  body_too_large: { message: "The body is larger than %limit% bytes", status: 413, exit: 5, page: "api.md" },
  browser_not_opened: { message: "No browser could be opened: %reason%", status: 500, exit: 1, page: "cli.md" },
  budget_exceeded: { message: "The request was not sent: %reason%", status: 503, exit: 1, page: "proxy.md" },
  bypass_refused: { message: "`x-aperture-bypass` is refused: %reason%", status: 503, exit: 1, page: "proxy.md" },
  capability_unknown: { message: "%plugin% asked for %capability%, which this Aperture does not have", status: 422, exit: 5, page: "plugins.md" },
  config_invalid: { message: "%file%: %key% is %value%; allowed: %allowed%", status: 500, exit: 2, page: "start.md" },
  config_unreadable: { message: "%file% cannot be read: %reason%", status: 500, exit: 2, page: "start.md" },
  cross_site_refused: { message: "Cross-site browser requests are refused", status: 403, exit: 1, page: "gate.md" },
  cursor_invalid: { message: "The cursor is not one of this list", status: 400, exit: 5, page: "api.md" },
  editor_failed: { message: "The editor %editor% did not save: %reason%", status: 500, exit: 1, page: "cli.md" },
  empty_text: { message: "%reason%", status: 422, exit: 5, page: "control.md" },
  file_refused: { message: "%path% is refused: %reason%", status: 403, exit: 6, page: "plugins.md" },
  file_unreadable: { message: "%file% cannot be read: %reason%", status: 500, exit: 3, page: "cli.md" },
  forwarding_refused: { message: "Requests that came through another proxy need a token (%header%)", status: 401, exit: 1, page: "gate.md" },
  gateway_conflict: { message: "%variable% points at %gateway%, but Aperture sends this provider's requests to %upstream%", status: 500, exit: 4, page: "cli.md" },
  gateway_unusable: { message: "%variable% points at %gateway%, which Aperture cannot use as an upstream: %reason%", status: 500, exit: 4, page: "cli.md" },
  headers_late: { message: "The request's headers did not come in time", status: 408, exit: 1, page: "gate.md" },
  headers_too_large: { message: "The request's headers are larger than is read here", status: 431, exit: 1, page: "gate.md" },
  history_unreadable: { message: "The history of %project% cannot be read: %reason%", status: 422, exit: 5, page: "plugins.md" },
  hold_ended: { message: "%id% has ended: %state%", status: 409, exit: 4, page: "control.md" },
  home_unusable: { message: "The home folder %home% cannot be used: %reason%", status: 500, exit: 2, page: "start.md" },
  host_refused: { message: "The Host header %host% is not this server", status: 421, exit: 1, page: "gate.md" },
  idempotency_reused: { message: "The Idempotency-Key was used before, for another request", status: 422, exit: 5, page: "control.md" },
  idempotency_running: { message: "A request with this Idempotency-Key is still under way", status: 409, exit: 4, page: "control.md" },
  idempotency_unsupported: { message: "Idempotency-Key is not kept here", status: 422, exit: 5, page: "control.md" },
  internal: { message: "Aperture failed: %reason%", status: 500, exit: 1, page: "api.md" },
  invalid_arguments: { message: "%reason%", status: 422, exit: 5, page: "control.md" },
  invalid_input: { message: "%detail%", status: 422, exit: 5, page: "api.md" },
  invalid_selector: { message: "The selector cannot be read: %reason%", status: 400, exit: 5, page: "control.md" },
  json_required: { message: "Writes must be JSON", status: 415, exit: 1, page: "gate.md" },
  method_not_allowed: { message: "%method% is not possible at %path%; allowed: %allowed%", status: 405, exit: 2, page: "api.md" },
  mode_observe: { message: "In the mode `observe` nothing new is applied: %operation% is refused", status: 409, exit: 4, page: "api.md" },
  net_failed: { message: "%host% did not answer: %reason%", status: 502, exit: 1, page: "plugins.md" },
  net_refused: { message: "%plugin% may not reach %host%: %reason%", status: 403, exit: 6, page: "plugins.md" },
  no_place: { message: "%reason%", status: 422, exit: 5, page: "control.md" },
  no_session: { message: "No session has been seen yet", status: 404, exit: 3, page: "api.md" },
  not_answering: { message: "Aperture's process %pid% lives, but does not answer", status: 500, exit: 1, page: "cli.md" },
  not_found: { message: "There is no %what% %id%", status: 404, exit: 3, page: "api.md" },
  not_live: { message: "%reason%", status: 409, exit: 4, page: "control.md" },
  not_running: { message: "Aperture is not running", status: 500, exit: 7, page: "start.md" },
  nothing_gained: { message: "%reason%", status: 409, exit: 4, page: "control.md" },
  nothing_to_undo: { message: "Nothing that can be undone: %reason%", status: 409, exit: 4, page: "control.md" },
  origin_refused: { message: "Requests from the origin %origin% are refused", status: 403, exit: 1, page: "gate.md" },
  orphans_result: { message: "%reason%", status: 422, exit: 5, page: "control.md" },
  other_session: { message: "%reason%", status: 409, exit: 4, page: "control.md" },
  pairing_invalid: { message: "The pairing code is wrong, used or expired", status: 401, exit: 6, page: "api.md" },
  peer_refused: { message: "Another user of this machine opened this connection", status: 403, exit: 1, page: "gate.md" },
  permission_denied: { message: "%plugin% may not do this: it needs the permission %capability%", status: 403, exit: 6, page: "plugins.md" },
  pinned: { message: "%reason%", status: 409, exit: 4, page: "control.md" },
  plugin_api_unsupported: { message: "%plugin% needs plugin API %wanted%; this Aperture speaks %spoken%", status: 422, exit: 5, page: "plugins.md" },
  plugin_bad_answer: { message: "%plugin% answered %stage% with what cannot be used: %reason%", status: 502, exit: 1, page: "plugins.md" },
  plugin_blocked: { message: "The request was not sent: %reason%", status: 503, exit: 1, page: "plugins.md" },
  plugin_build_failed: { message: "%plugin% could not be built: %reason%", status: 422, exit: 5, page: "plugins.md" },
  plugin_changed: { message: "%plugin% is not what was shown or installed: its content has another hash", status: 409, exit: 4, page: "plugins.md" },
  plugin_config_invalid: { message: "The settings of %plugin% at %pointer%: %reason%", status: 422, exit: 5, page: "plugins.md" },
  plugin_consent_missing: { message: "%plugin% asks for capabilities that were not granted or refused: %capabilities%", status: 409, exit: 2, page: "plugins.md" },
  plugin_cycle: { message: "These stages want to stand before each other: %members%", status: 409, exit: 4, page: "plugins.md" },
  plugin_failed: { message: "%plugin% failed in %stage%: %reason%", status: 502, exit: 1, page: "plugins.md" },
  plugin_gone: { message: "%plugin% has ended", status: 503, exit: 1, page: "plugins.md" },
  plugin_lost: { message: "%plugin% protects requests and cannot run: %reason%", status: 503, exit: 4, page: "plugins.md" },
  plugin_manifest_invalid: { message: "%file% at %pointer%: %reason%", status: 422, exit: 5, page: "plugins.md" },
  plugin_not_found: { message: "There is no plugin %plugin%", status: 404, exit: 3, page: "plugins.md" },
  plugin_not_ready: { message: "%plugin% is still starting", status: 503, exit: 1, page: "plugins.md" },
  plugin_out_of_memory: { message: "%plugin% needed more than %limit% MB in %stage% and was ended", status: 502, exit: 1, page: "plugins.md" },
  plugin_package_refused: { message: "%source% is refused: %reason%", status: 422, exit: 5, page: "plugins.md" },
  plugin_state: { message: "%plugin% is %state%: it cannot be %action%", status: 409, exit: 4, page: "plugins.md" },
  plugin_timeout: { message: "%plugin% took longer than %limit% ms in %stage%; the request went on without it", status: 504, exit: 1, page: "plugins.md" },
  plugin_untrusted: { message: "%plugin% runs in-process and can do whatever Aperture can; it has to be trusted by name", status: 403, exit: 6, page: "plugins.md" },
  plugins_off: { message: "Plugins are off (%why%)", status: 409, exit: 4, page: "plugins.md" },
  port_in_use: { message: "Port %port% is in use by another program", status: 500, exit: 4, page: "start.md" },
  prices_invalid: { message: "%file% is no price list: %reason%", status: 500, exit: 2, page: "start.md" },
  proxy_failed: { message: "Aperture itself failed on this request: %reason%", status: 503, exit: 1, page: "proxy.md" },
  quota_exceeded: { message: "%plugin% wants to keep more than its %limit%", status: 507, exit: 1, page: "plugins.md" },
  rate_exceeded: { message: "%plugin% asks for %capability% too often: %limit%", status: 429, exit: 1, page: "plugins.md" },
  read_only: { message: "%reason%", status: 409, exit: 4, page: "control.md" },
  redaction_impossible: { message: "The request was not sent, because what must not leave could not be taken out of it: %reason%", status: 503, exit: 1, page: "proxy.md" },
  request_dropped: { message: "The request was held and dropped: nothing was sent", status: 503, exit: 1, page: "proxy.md" },
  request_malformed: { message: "The request is not valid HTTP", status: 400, exit: 1, page: "gate.md" },
  route_unknown: { message: "There is nothing at %path%", status: 404, exit: 3, page: "api.md" },
  run_failed: { message: "The agent ran, but Aperture did not: %reason%", status: 500, exit: 1, page: "cli.md" },
  secret_unknown: { message: "%plugin% asks for no secret %name%", status: 404, exit: 3, page: "plugins.md" },
  secrets_unsafe: { message: "The file of plugins' secrets %file% is not safe: %reason%", status: 500, exit: 6, page: "plugins.md" },
  selector_invalid: { message: "The selector cannot be read at character %position%: %reason%", status: 422, exit: 5, page: "api.md" },
  server_unproven: { message: "What answers on port %port% is not the Aperture of this home: %reason%", status: 500, exit: 6, page: "cli.md" },
  shutting_down: { message: "Aperture is stopping", status: 503, exit: 1, page: "proxy.md" },
  speech_unconfigured: { message: "No speech engine is configured", status: 409, exit: 4, page: "plugins.md" },
  staging_needs_token: { message: "%what% needs the token", status: 401, exit: 6, page: "staging.md" },
  staging_no_project: { message: "%what% is looked up in the session's project, and this session has none", status: 409, exit: 4, page: "staging.md" },
  staging_unreadable: { message: "%what% cannot be staged: %reason%", status: 422, exit: 5, page: "staging.md" },
  stale_etag: { message: "%id% has changed since: its ETag is %etag%", status: 412, exit: 4, page: "control.md" },
  start_failed: { message: "Aperture did not start: %reason%", status: 500, exit: 1, page: "cli.md" },
  stop_failed: { message: "Process %pid% did not stop: %reason%", status: 500, exit: 1, page: "cli.md" },
  store_newer: { message: "The database %file% was written by a newer Aperture (schema %found%, this one knows %known%)", status: 500, exit: 4, page: "start.md" },
  store_unavailable: { message: "The database cannot be used: %reason%", status: 503, exit: 1, page: "api.md" },
  target_refused: { message: "The request target must start with exactly one \"/\"", status: 400, exit: 1, page: "gate.md" },
  token_required: { message: "This operation needs the token", status: 401, exit: 6, page: "gate.md" },
  token_unsafe: { message: "The token file %file% is not safe: %reason%", status: 500, exit: 6, page: "start.md" },
  token_wrong: { message: "The token is not valid here", status: 401, exit: 6, page: "gate.md" },
  too_many_attempts: { message: "Too many attempts; try again in %seconds% seconds", status: 429, exit: 6, page: "api.md" },
  transfer_coding_refused: { message: "Of the transfer codings only chunked is spoken here", status: 501, exit: 1, page: "proxy.md" },
  upstream_loop: { message: "%host% is Aperture's own port: requests would go round in circles", status: 503, exit: 1, page: "proxy.md" },
  upstream_reset: { message: "%host% closed the connection before its answer was complete: %reason%", status: 503, exit: 1, page: "proxy.md" },
  upstream_timeout: { message: "%host% sent nothing for %seconds% s", status: 503, exit: 1, page: "proxy.md" },
  upstream_unknown: { message: "No upstream is known for %path%", status: 503, exit: 1, page: "proxy.md" },
  upstream_unreachable: { message: "Aperture could not reach %host%: %reason%", status: 503, exit: 1, page: "proxy.md" },
  usage_invalid: { message: "%detail%", status: 500, exit: 2, page: "cli.md" },
  value_absent: { message: "%reason%", status: 409, exit: 4, page: "control.md" },
  websocket_refused: { message: "WebSocket is not spoken here: use HTTP with SSE", status: 426, exit: 1, page: "proxy.md" },
} as const;

export type ErrorCode = keyof typeof catalogue;

/** An error of the catalogue: a stable code, its facts, and what HTTP and the shell are told. */
export class ApertureError extends Error {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, string | number>>;
  constructor(code: ErrorCode, facts: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    super(
      catalogue[code].message.replace(/%(\w+)%/g, (_, name: string) => String(facts[name] ?? "?")),
      options,
    );
    this.name = "ApertureError";
    this.code = code;
    this.facts = facts;
  }
  /** HTTP status. */
  get status(): number {
    return catalogue[this.code].status;
  }
  /** Exit code of the CLI. */
  get exit(): number {
    return catalogue[this.code].exit;
  }
  /** Recognised by its marks, not by class identity: two copies of this module may be loaded. */
  static is(error: unknown): error is ApertureError {
    return error instanceof Error && error.name === "ApertureError" && "code" in error && "facts" in error;
  }
}
