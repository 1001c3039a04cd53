#!/usr/bin/env bash
# Make sure Chromium and Chinese fonts are there for the end-to-end tests. Never fails: without them those tests are skipped.
set -uo pipefail
have_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
have_fonts() { command -v fc-list && [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ]; }
if have_browser >/dev/null && have_fonts >/dev/null; then exit 0; fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "browser: installing Chromium and Chinese fonts"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk; } \
    >/dev/null 2>&1 || echo "browser: apt could not install them"
fi
have_browser >/dev/null || echo "browser: no Chromium; end-to-end tests will be skipped (as root: apt-get install chromium fonts-noto-cjk)"
exit 0
