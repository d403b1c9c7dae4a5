#!/bin/sh
# Prints the folder with a Debian kernel that knows USB sticks (the cloud kernel does not), and with the modules for them in
# the order in which they are loaded. Fetched with apt once and unpacked, but never installed.
set -eu
folder="${XDG_CACHE_HOME:-$HOME/.cache}/rackhand-guest/usb"
if [ -r "$folder/modules.order" ]; then
  echo "$folder"
  exit 0
fi
missing() {
  echo "There is no kernel for the USB stick. Next: apt-get update && $0 (needs apt-get download linux-image-amd64)" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
image=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
[ -n "$image" ] || missing
(cd "$work" && apt-get download -qq "$image" && dpkg-deb -x ./*.deb tree && mkdir ready) >&2 || missing

# A module behind those that it names in itself as needed. Those that are built in have no file.
add() {
  local file need
  file=$(find "$work/tree/lib/modules" -regex ".*/$(echo "$1" | sed 's/[-_]/[-_]/g')\.ko" | head -n 1)
  [ -n "$file" ] && ! grep -qsx "$(basename "$file")" "$work/ready/modules.order" || return 0
  for need in $(tr '\0' '\n' <"$file" | sed -n 's/^depends=//p' | tr ',' ' '); do add "$need"; done
  cp "$file" "$work/ready/"
  basename "$file" >>"$work/ready/modules.order"
}
for module in crc32c_generic virtio_pci virtio_console 9p 9pnet_virtio overlay xhci_pci usb_storage sd_mod dm_mod vfat exfat ext4 fuse \
  nls_cp437 nls_ascii nls_iso8859-1 nls_utf8; do
  add "$module"
done
mv "$work"/tree/boot/vmlinuz-* "$work/ready/vmlinuz"
mkdir -p "$(dirname "$folder")"
# As a whole: half a folder is never found.
rm -rf "$folder.$$"
cp -r "$work/ready" "$folder.$$"
mv -T "$folder.$$" "$folder" 2>/dev/null || rm -rf "$folder.$$"
echo "$folder"
