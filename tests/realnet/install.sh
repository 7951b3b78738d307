#!/bin/sh
# Installs what the real servers need: Debian's PostgreSQL and compilers where they are missing, Node
# 22 and npm beside whatever is there, and the servers themselves. Quick when it has been done.
set -eu
cd "$(dirname "$0")"

node_version=22.23.3
npm_version=10.9.2
stamp=node_modules/.installed-for
wanted=$(cat install.sh package.json package-lock.json | sha256sum)

has_postgres() { [ -n "${PG_BIN:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

missing=""
for pair in npm:npm g++:g++ make:make python3:python3; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
has_postgres || missing="$missing postgresql"

if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "realnet: installing$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    apt-get install -qq -y --no-install-recommends $missing >/dev/null
  else
    echo "realnet: the real servers need$missing; install them (on Debian: apt-get install$missing) and try again" >&2
    exit 1
  fi
fi

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exit 0
fi

case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) echo "realnet: no Node package for $(uname -m); use an x86-64 or arm64 machine" >&2; exit 1 ;;
esac

echo "realnet: installing Node $node_version and the servers' packages (0.7 GB, some minutes)" >&2
rm -rf node_modules
npm install --prefix .node --no-save --no-package-lock --ignore-scripts --silent \
  "node-linux-$arch@$node_version" "npm@$npm_version"
ln -sfn "node_modules/node-linux-$arch/bin" .node/bin

PATH="$PWD/.node/bin:$PATH"
export PATH npm_config_nodedir="$PWD/.node/node_modules/node-linux-$arch"
npm="node .node/node_modules/npm/bin/npm-cli.js"
# No package's install script runs but that of better-sqlite3, which is compiled here.
$npm ci --ignore-scripts --silent
$npm rebuild better-sqlite3 --build-from-source --silent
printf '%s\n' "$wanted" >"$stamp"
