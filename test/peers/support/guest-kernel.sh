#!/bin/sh
# Prints where the kernel for the guest of the console proof lies: one that this Debian boots from, or its cloud kernel, which is
# fetched with apt once and unpacked, but never installed.
set -eu
for kernel in /boot/vmlinuz-*-amd64 "${XDG_CACHE_HOME:-$HOME/.cache}/rackhand-guest/vmlinuz"; do
  if [ -r "$kernel" ]; then
    echo "$kernel"
    exit 0
  fi
done
# From here on, $kernel is the one in the cache.
missing() {
  echo "There is no kernel for the guest. Next: apt-get update && $0 (needs apt-get download linux-image-cloud-amd64)" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
image=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
[ -n "$image" ] || missing
(cd "$work" && apt-get download -qq "$image" && dpkg-deb --fsys-tarfile ./*.deb | tar -x --wildcards './boot/vmlinuz-*') >&2 ||
  missing
mkdir -p "$(dirname "$kernel")"
# Beside it first: half a kernel is never found.
mv "$work"/boot/vmlinuz-* "$kernel.$$"
mv "$kernel.$$" "$kernel"
echo "$kernel"
