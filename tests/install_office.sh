#!/bin/sh
# Make sure there is a LibreOffice Calc for the tests that open what is written in it, and a Python that can type into
# it: the system's, else apt's (as root). Without them the set-up goes on, and the tests that need them say so.
set -eu
complete() {
    { [ -n "${FEATURECHECK_OFFICE:-}" ] || command -v soffice >/dev/null 2>&1; } &&
        { [ -n "${FEATURECHECK_UNO_PYTHON:-}" ] || /usr/bin/python3 -c 'import uno' >/dev/null 2>&1; }
}
if [ "${FEATURECHECK_NO_OFFICE:-}" = 1 ] || complete; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    for calc in libreoffice-calc-nogui libreoffice-calc; do
        if apt-get install -y -qq --no-install-recommends "$calc" python3-uno >/dev/null 2>&1; then break; fi
    done
fi
if ! complete; then
    echo "LibreOffice Calc (soffice) or its Python (python3-uno) is missing and could not be installed." >&2
    echo "Install both, or set FEATURECHECK_NO_OFFICE=1 to leave out the tests that need them." >&2
fi
