#!/bin/sh
# Debian's cloud kernel for the guest of the console proof: fetched with apt, unpacked, never installed on this machine.
# Prints where it lies.
set -eu
folder="${XDG_CACHE_HOME:-$HOME/.cache}/rackhand-guest"
kernel="$folder/vmlinuz"
if [ ! -s "$kernel" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  image=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  [ -n "$image" ] || { echo 'apt knows no linux-image-cloud-amd64. Next: apt-get update' >&2; exit 1; }
  apt-get download -q "$image" >&2
  dpkg-deb --fsys-tarfile linux-image-*.deb | tar -x --wildcards './boot/vmlinuz-*'
  mkdir -p "$folder"
  # One rename, so that nobody ever finds half a kernel.
  mv boot/vmlinuz-* "$kernel.$$"
  mv "$kernel.$$" "$kernel"
fi
echo "$kernel"
