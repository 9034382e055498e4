#!/bin/sh
# Says in one line which Node is missing. Before install any Node >= 20 will do; afterwards the pinned Node 24 must be there.
set -eu
major() { node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }
command -v npm >/dev/null || { echo "aperture: npm is missing; install Node >= 20 with npm" >&2; exit 1; }
if [ "${1:-}" = "--installed" ]; then
  [ "$(major)" -ge 24 ] || {
    echo "aperture: Node >= 24 is needed and npm has no pinned one for $(uname -s)/$(uname -m): install Node 24 or newer and run make again" >&2
    exit 1
  }
else
  [ "$(major)" -ge 20 ] || { echo "aperture: Node >= 20 is needed to install (found: $(node --version 2>/dev/null || echo none))" >&2; exit 1; }
fi
