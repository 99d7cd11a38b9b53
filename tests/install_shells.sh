#!/bin/sh
# Make sure there are zsh and fish for the tests of completion, and a Java for the checker of exported forms: the
# system's, else apt's (as root). Without them the set-up goes on, and the tests that need them are left out.
set -eu
missing() {
    for name in zsh fish java; do
        command -v "$name" >/dev/null 2>&1 || echo "$name"
    done
}
if [ "${FEATURECHECK_NO_SHELLS:-}" = 1 ] || [ -z "$(missing)" ]; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    for name in $(missing); do
        package=$name
        [ "$name" = java ] && package=default-jre-headless
        apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 || true
    done
fi
for name in $(missing); do
    echo "$name is missing and could not be installed; the tests that need it are left out." >&2
done
