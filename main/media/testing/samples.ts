/** What the programs of Linux print about a disk of the system and two sticks; the label is the vendor's. */
export const LABEL = 'U-Series Appliance-BITLOCK';

export const MOUNTS = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw - ext4 /dev/vda rw
30 27 254:0 /var/lib/x /etc/hosts rw - ext4 /dev/vda rw
31 27 8:1 / /boot/efi rw - vfat /dev/sda1 rw
90 27 8:17 / /media/tech/U-Series\\040Appliance-BITLOCK rw,nosuid shared:2 master:1 - fuseblk /dev/sdb1 rw
91 27 8:33 / /run/media/tech/Daten\\134x ro - exfat /dev/sdc1 rw
92 27 8:34 / /mnt/usb rw - ext4 /dev/sdc2 rw
`;
export const LSBLK = JSON.stringify({
  blockdevices: [
    {
      name: 'sda',
      path: '/dev/sda',
      label: null,
      fstype: null,
      rm: false,
      hotplug: false,
      tran: 'sata',
      children: [
        { name: 'sda1', path: '/dev/sda1', label: null, fstype: 'vfat', rm: false, hotplug: false, tran: null },
      ],
    },
    {
      name: 'sdb',
      path: '/dev/sdb',
      label: null,
      fstype: null,
      rm: true,
      hotplug: true,
      tran: 'usb',
      children: [
        { name: 'sdb1', path: '/dev/sdb1', label: LABEL, fstype: 'ntfs', rm: true, hotplug: true, tran: null },
      ],
    },
    {
      name: 'sdc',
      path: '/dev/sdc',
      label: null,
      fstype: null,
      rm: '0',
      hotplug: '0',
      tran: 'usb',
      children: [
        { name: 'sdc1', path: '/dev/sdc1', label: null, fstype: null, rm: '0', hotplug: '0', tran: null },
        { name: 'sdc2', path: '/dev/sdc2', label: null, fstype: null, rm: '0', hotplug: '0', tran: null },
      ],
    },
  ],
});
export const BLKID = `DEVNAME=/dev/sdc1\nLABEL=U-SERIES\\ AP\nUUID=12-34\nTYPE=exfat\n\nDEVNAME=/dev/sdb1\nTYPE=ntfs\n`;
