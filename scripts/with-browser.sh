#!/bin/sh
# Finds or installs a Chromium and runs the given command with CHROMIUM set to it:
#   CHROMIUM → the system's → Playwright's → Debian's package (as root) → Playwright's download.
# Without any: says so and succeeds, or fails where APERTURE_REQUIRE_ALL=1 (as .ci/run does).
set -eu

downloaded() {
  for folder in "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" "$HOME/Library/Caches/ms-playwright"; do
    find "$folder" -type f -perm -u+x \( -name chrome -o -name chrome-headless-shell -o -name headless_shell \
      -o -name Chromium -o -name 'Google Chrome for Testing' \) 2>/dev/null | sort | tail -n 1 | grep . && return 0
  done
  return 1
}

find_browser() {
  if [ -n "${CHROMIUM:-}" ]; then command -v "$CHROMIUM" && return 0; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do command -v "$name" && return 0; done
  downloaded
}

install_browser() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium && return 0
  fi
  npx --no-install playwright-core install chromium
}

[ $# -gt 0 ] || { echo "usage: with-browser.sh <command…>" >&2; exit 2; }
if ! CHROMIUM=$(find_browser); then
  echo "no browser here: installing one" >&2
  install_browser >&2 || true
  if ! CHROMIUM=$(find_browser); then
    if [ "${APERTURE_REQUIRE_ALL:-}" = 1 ]; then echo "failed: no browser could be installed" >&2; exit 1; fi
    echo "skipped: no browser"
    exit 0
  fi
fi
export CHROMIUM
exec "$@"
