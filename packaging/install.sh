#!/bin/sh
# Installs dtm @VERSION@ of @REPOSITORY@ for this machine, after it has checked the hash of what it fetched.
#   sh install.sh [--to DIR] [--from DIR]
#     --to DIR     where the program goes; ~/.local/bin if not given
#     --from DIR   a folder that holds the archive already; nothing is fetched
# The hashes stand below: whoever trusts this file needs to trust nothing else.
set -eu

version=@VERSION@
to=$HOME/.local/bin
from=

stop() { echo "install.sh: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --to) to=${2:?"--to needs a folder"}; shift 2 ;;
    --from) from=${2:?"--from needs a folder"}; shift 2 ;;
    *) stop "$1 is not known; sh install.sh [--to DIR] [--from DIR]" ;;
  esac
done

case "$(uname -s) $(uname -m)" in
  "Linux x86_64") target=x86_64-unknown-linux-musl wanted='@SHA256 x86_64-unknown-linux-musl@' ;;
  "Linux aarch64") target=aarch64-unknown-linux-musl wanted='@SHA256 aarch64-unknown-linux-musl@' ;;
  "Darwin x86_64") target=x86_64-apple-darwin wanted='@SHA256 x86_64-apple-darwin@' ;;
  "Darwin arm64") target=aarch64-apple-darwin wanted='@SHA256 aarch64-apple-darwin@' ;;
  *) stop "there is no archive for $(uname -s) on $(uname -m); build it with cargo" ;;
esac
name=dtm-$version-$target

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "$from" ]; then
  cp "$from/$name.tar.gz" "$work/"
else
  curl --proto '=https' --fail --silent --show-error --location --output "$work/$name.tar.gz" \
    "https://github.com/@REPOSITORY@/releases/download/v$version/$name.tar.gz"
fi

if command -v sha256sum >/dev/null; then
  made=$(sha256sum "$work/$name.tar.gz")
elif command -v shasum >/dev/null; then
  made=$(shasum -a 256 "$work/$name.tar.gz")
else
  stop "neither sha256sum nor shasum is here, so the archive cannot be checked"
fi
[ "${made%% *}" = "$wanted" ] || stop "$name.tar.gz is not the archive of this release: its hash is ${made%% *}, not $wanted"

tar -xzf "$work/$name.tar.gz" -C "$work"
mkdir -p "$to"
# Put into place by a rename, so that a dtm that runs is not written over.
cp "$work/$name/dtm" "$to/.dtm-$$"
chmod 755 "$to/.dtm-$$"
mv -f "$to/.dtm-$$" "$to/dtm"
"$to/dtm" --version
case ":$PATH:" in
  *":$to:"*) ;;
  *) echo "add $to to your PATH" ;;
esac
