/** Outputs as iDRACs print them, shortened, names and tags replaced (idrac.md §1.5). */

export const SYSINFO_IDRAC8 = `
RAC Information:
RAC Date/Time           = Tue Sep 13 15:29:57 2016

Firmware Version        = 2.30.30.30
Firmware Build          = 50
Last Firmware Update    = 01/22/2016 20:53:10
Hardware Version        = 0.01
MAC Address             = 18:FB:7B:00:00:69

Common settings:
Register DNS RAC Name   = 0
DNS RAC Name            = idrac-ABC1234
Current DNS Domain      =
Domain Name from DHCP   = Disabled

IPv4 settings:
Enabled                 = 1
Current IP Address      = 10.219.11.2
Current IP Gateway      = 10.219.11.254
Current IP Netmask      = 255.255.255.0
DHCP Enabled            = 0
Current DNS Server 1    = 10.216.40.4
Current DNS Server 2    = 10.216.42.5
DNS Servers from DHCP   = Disabled

IPv6 settings:
Enabled                 = 0
Current IP Address 1    = ::

System Information:
System Model            = PowerEdge R730
System Revision         = I
System BIOS Version     = 2.1.7
Service Tag             = ABC1234
Express Svc Code        = 22453156048
Host Name               = server01.example.org
OS Name                 = Red Hat Enterprise Linux Server
OS Version              = release 7.2 (Maipo) Kernel 3.10.0-327.22.2.el7.x86_64 (x86_64)
Power Status            = ON
Fresh Air Capable       = Yes

Watchdog Information:
Recovery Action         = None
Present countdown value = 476 seconds

System Thermal Information:
EstimatedSystemAirflow  =  27 CFM

Embedded NIC MAC Addresses:
NIC.Integrated.1-1-1    Ethernet                = 18:66:DA:00:D1:F4
                        iSCSI                   = 18:66:DA:00:D1:F5
`;

/** iDRAC 9 with -s: no RAC part, a host without an agent. */
export const SYSINFO_IDRAC9 = `System Information:
System Model            = PowerEdge R650
System BIOS Version     = 1.5.5
Service Tag             = ABC1234
Host Name               =
OS Name                 =
Power Status            = OFF
RollupStatus            = Ok
`;

export const VERSION_IDRAC7_OLD = ` Bios Version             = 1.6.0
 iDRAC Version            = 1.06.06
 USC Version              = 1.0.0.5747
`;

export const VERSION_IDRAC7 = `
 Bios Version                     = 2.5.4

 iDRAC Version                    = 2.30.30.30

 Lifecycle Controller Version     = 2.30.30.30

 IDSDM Version                    = NA
`;

export const NICCFG_IDRAC6 = `IPv4 settings:
NIC Enabled     = 1
IPv4 Enabled    = 1
DHCP Enabled    = 0
IP Address      = 192.168.0.3
Subnet Mask     = 255.255.255.0
Gateway         = 192.168.0.1

IPv6 settings:
IPv6 Enabled               = 0
DHCP6 Enabled              = 1
IP Address 1               = ::

LOM Status:
NIC Selection   = Shared with failover (LOM2)
Link Detected   = No
Speed           = Unknown
Duplex Mode     = Unknown
Active LOM in Shared Mode = None
`;

export const NICCFG_IDRAC7 = `IPv4 settings:
NIC Enabled=1
IPv4 Enabled=1
DHCP Enabled=1
IP Address=192.168.0.120
Subnet Mask=255.255.255.0
Gateway=192.168.0.1
NIC Selection=dedicated
Link Detected=Yes
Speed=1Gb/s
`;

export const JOBS = `-------------------------JOB QUEUE------------------------
[Job ID=JID_954667719598]
Job Name=Firmware Update: iDRAC
Status=Failed
Start Time=[Not Applicable]
Expiration Time=[Not Applicable]
Message=[RED007: Unable to verify Update Package signature.]
Percent Complete=[NA]
----------------------------------------------------------
[Job ID=JID_429400224349]
Job Name=Configure: Import Server Configuration Profile
Status=Completed
Scheduled Start Time=[Not Applicable]
Expiration Time=[Not Applicable]
Actual Start Time=[Tue, 25 Mar 2025 17:00:22]
Actual Completion Time=[Tue, 25 Mar 2025 17:00:32]
Message=[SYS053: Successfully imported and applied Server Configuration Profile.]
Percent Complete=[100]
---------------------------------------------------------- 
[Job ID=RID_429400224350]
Job Name=Reboot3
Status=Reboot Pending
Start Time= [Not Applicable]
Percent Complete= [50%]
----------------------------------------------------------
`;

export const SOFTWARE = `-------------------------------------------------------------------
ComponentType = BIOS
ElementName = BIOS
FQDD = BIOS.Setup.1-1
InstallationDate = 2017-11-02T10:11:12Z
Current Version = 2.4.8
-------------------------------------------------------------------
ComponentType = BIOS
ElementName = BIOS
FQDD = BIOS.Setup.1-1
InstallationDate = NA
Rollback Version = 2.4.3
-------------------------------------------------------------------
ComponentType = BIOS
ElementName = BIOS
FQDD = BIOS.Setup.1-1
InstallationDate = NA
Available Version = 2.5.2
-------------------------------------------------------------------
ComponentType = FIRMWARE
ElementName = System CPLD
FQDD = CPLD.Embedded.1
InstallationDate = 2017-01-02T10:11:12Z
Current Version = 1.0.1
-------------------------------------------------------------------
`;

export const SESSIONS = `SSNID Type              User                                          IP Address Login Date/Time
---------------------------------------------------------------------------
2     Virtual Console   root                                       10.67.124.128 12/01/2017 15:05:42
6     GUI               root                                        10.67.125.24 12/02/2017 08:26:07
9     SSH               root                                        10.67.51.164 12/02/2017 08:29:31
`;

export const LOG = `SeqNumber       = 1042
Message ID      = RED063
Category        = Updates
AgentID         = SUP
Severity        = Information
Timestamp       = 2025-03-25 17:00:32
Message         = The iDRAC firmware was updated. Login failed = no; ERROR: none.
Message Arg   1 = 2.60
FQDD            = iDRAC.Embedded.1-1
-------------------------------------------------------------------
SeqNumber       = 1041
Message ID      = USR0031
Category        = Audit
Severity        = Warning
Timestamp       = 2025-03-25 16:58:01
Message         = Unable to log in for root from 10.0.0.9 using GUI.
-------------------------------------------------------------------
`;

export const SEL = `Record:      1
Date/Time:   02/28/2018 12:20:46
Source:      system
Severity:    Ok
Description: Log cleared.
-------------------------------------------------------------------------------
Record:      2
Date/Time:   System Boot
Source:      system
Severity:    Critical
Description: Unable to read PSU 1: power supply lost.
-------------------------------------------------------------------------------
`;

export const HARDWARE = `-------------------HARDWARE INVENTORY------------------------

[InstanceID: DIMM.Socket.A1]
Device Type = Memory
Description = DIMM A1
Manufacturer = Hynix Semiconductor
Model = DDR4 DIMM
Part Number = HMA41GR7AFR4N-TF
Serial Number = 0A1B2C3D
PPID = 0XYZ
-------------------------------------------------------------------
[InstanceID: PSU.Slot.1]
Device Type = PowerSupply
Description =
Serial Number = CN179712345678
-------------------------------------------------------------------
`;

export const ATTRIBUTES = `[Key=iDRAC.Embedded.1#IPMILan.1]
AlertEnable=Disabled
CommunityName=public
Enable=Disabled (Pending Value=Enabled)
#EncryptionKey=******** (Write-Only)
#SystemID=1814
`;
