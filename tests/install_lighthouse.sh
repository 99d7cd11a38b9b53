#!/bin/sh
# Put Lighthouse into a folder of the virtual environment, for the test that lets it judge the reports. Without npm, a
# Node.js that is new enough, or a network the set-up goes on, and the test says so.
set -eu
folder=$1
version=12.8.2 # the newest that runs on Node.js 18 and 20
missing() {
    echo "Lighthouse was not installed: $1." >&2
    echo "Its test is left out; FEATURECHECK_NO_LIGHTHOUSE=1 silences this." >&2
    exit 0
}
if [ "${FEATURECHECK_NO_LIGHTHOUSE:-}" = 1 ]; then exit 0; fi
if [ -f "$folder/$version" ]; then exit 0; fi
command -v npm >/dev/null 2>&1 || missing "there is no npm"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' || missing "Node.js is older than 18"
rm -rf "$folder"
mkdir -p "$folder"
echo '{"private": true}' >"$folder/package.json"
npm install --prefix "$folder" --silent --no-audit --no-fund --ignore-scripts "lighthouse@$version" >/dev/null 2>&1 ||
    missing "npm could not fetch it"
: >"$folder/$version"
