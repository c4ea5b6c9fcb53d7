#!/bin/sh
# Install the programs that the tests need beyond Python, or name them.
set -eu

missing=""
need() { # package, program...
    package=$1
    shift
    for program in "$@"; do
        command -v "$program" >/dev/null && return
    done
    missing="$missing $package"
}
need chromium chromium chromium-browser google-chrome
need npm npm
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing="$missing fonts-noto-cjk"
PATH="$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')" need postgresql initdb
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then sudo=""; elif sudo -n true 2>/dev/null; then sudo="sudo"; else sudo="no"; fi
    if [ "$sudo" != no ]; then
        echo "installing for the tests:$missing"
        $sudo apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y $missing >/dev/null
        exit 0
    fi
    echo "some tests will be skipped; to run them: sudo apt-get install$missing"
    exit 0
fi
echo "some tests will be skipped; install for them:$missing"
