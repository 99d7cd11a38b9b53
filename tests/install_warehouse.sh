#!/bin/sh
# Make sure there are a PostgreSQL server and a Java for Spark, for the tests that count in real engines: the system's,
# else apt's (as root). Without them the set-up goes on, and the tests that need them say so.
set -eu
server() {
    [ -n "${FEATURECHECK_POSTGRES:-}" ] || command -v pg_ctl >/dev/null 2>&1 ||
        ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1
}
java_there() { [ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null 2>&1; }
if [ "${FEATURECHECK_NO_WAREHOUSE:-}" = 1 ] || { server && java_there; }; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    server || apt-get install -y -qq --no-install-recommends postgresql >/dev/null 2>&1 || true
    for java in openjdk-17-jre-headless openjdk-21-jre-headless default-jre-headless; do
        if java_there; then break; fi
        apt-get install -y -qq --no-install-recommends "$java" >/dev/null 2>&1 || true
    done
fi
if ! server || ! java_there; then
    echo "A PostgreSQL server (pg_ctl, initdb) or Java (17 or newer) is missing and could not be installed." >&2
    echo "Install both, or set FEATURECHECK_NO_WAREHOUSE=1 to leave out the tests that need them." >&2
fi
