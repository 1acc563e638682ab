#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds the Kubernetes API server from the Go module proxy, once, into a cache folder outside the tree, and prints
# the program's path. Exits with 77 and the reason when this machine cannot (no Go toolchain). An interrupted build
# goes on where it was: Go keeps what it has compiled.
#   POSTERN_GO_JOBS  packages compiled at once (default 2)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v go >/dev/null || { echo "no Go toolchain (go) to build kube-apiserver with"; exit 77; }
version=$(sed -n 's/^[[:space:]]*k8s.io\/kubernetes \(v[0-9.]*\).*/\1/p' "$here/apiserver/go.mod" | head -n 1)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/postern
program=$cache/kube-apiserver-$version
if [ ! -x "$program" ]; then
  mkdir -p "$cache"
  exec 9>"$cache/kube-apiserver.lock"
  flock 9
  if [ ! -x "$program" ]; then
    echo "building kube-apiserver $version; takes some minutes, once" >&2
    cd "$here/apiserver"
    GOTOOLCHAIN=local GOFLAGS=-mod=readonly nice -n 10 \
      go build -p "${POSTERN_GO_JOBS:-2}" -trimpath -ldflags "-s -w" -o "$program.part" . >&2
    mv "$program.part" "$program"
  fi
fi
echo "$program"
