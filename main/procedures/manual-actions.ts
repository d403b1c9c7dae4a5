/**
 * What a person does in the vendor's interface or at the rack. Named so that rules can block it, a practice rack can play
 * it, and the app can attach something to it. A name tells the product, the thing and the verb.
 */
const SPS = [
  'sps.firmware.upload',
  'sps.firmware.activate',
  'sps.thisNode.reboot',
  'sps.otherNode.shutdown',
  'sps.cluster.reboot',
  'sps.config.export',
  'sps.debugBundle.create',
  'sps.ha.commit',
  'sps.ha.direction',
] as const;

/** Clicks on the High Availability page, and what moves a pair at the rack. */
const U_SERIES_PAIR = [
  'us.ha.enableRole',
  'us.ha.exchangeKeys',
  'us.ha.partner',
  'us.ha.on',
  'us.ha.off',
  'us.ha.set',
  'us.ha.settings',
  'us.ha.autoResync',
  'us.ha.suspend',
  'us.ha.resume',
  'us.ha.abandon',
  'us.ha.switchRoles',
  'us.ha.failoverHere',
  'us.ha.shutDown',
  'us.ha.pullPower',
  'us.ha.plugIn',
  'us.ha.repair',
  'us.updater.download',
  'us.updater.install',
] as const;

const U_SERIES_BACKUP = [
  'us.backup.saveLocation',
  'us.backup.create',
  'us.backup.restore',
  'us.backup.download',
  'us.backup.delete',
  'us.coldSpare.applyRole',
  'us.coldSpare.leaveRole',
  'us.database.create',
] as const;

const U_SERIES_SETTINGS = [
  'us.account.update',
  'us.radius.update',
  'us.rdp.save',
  'us.network.apply',
  'us.logExport.set',
  'us.appliance.shutdown',
  'us.roles.apply',
  'us.certificate.upload',
  'us.archive.apply',
  'us.vgt.install',
] as const;

const U_SERIES_ACCESS = [
  'us.updates.request',
  'us.updates.schedule',
  'us.updates.close',
  'us.settings.close',
  'us.lcd.resetPassword',
  'us.domain.join',
  'us.cryptoKey.upload',
  'us.api.generateKey',
  'us.eventSsl.switch',
  'us.certificate.generate',
  'us.tls.update',
  'us.data.wipe',
] as const;
const U_SERIES = [
  'us.firmware.run',
  'us.appliance.restart',
  'us.chipset.install',
  'us.bitlocker.enterKey',
  'us.recovery.bootOptions',
  'us.recovery.reset',
  'us.recovery.insertKeyStick',
  'us.recovery.updateAppliance',
  'us.recovery.prepareForShipping',
  'us.recovery.handOver',
  'us.setup.enter',
  'us.setup.saveNetwork',
  'us.idrac.password',
  'us.idrac.handOver',
  'us.racadm.setniccfgO',
  'us.packages.offer',
  ...U_SERIES_PAIR,
  ...U_SERIES_BACKUP,
  ...U_SERIES_SETTINGS,
  ...U_SERIES_ACCESS,
] as const;

const REMOTE_SUPPORT = [
  'rs.ntp.correct',
  'rs.key.generate',
  'rs.key.submit',
  'rs.packages.download',
  'rs.connectedSide.leave',
  'rs.certificate.export',
  'rs.backup',
  'rs.package.upload',
  'rs.install.base',
  'rs.install.product',
  'rs.updates.check',
  'rs.client.jump',
  'rs.msi.discardOld',
  'rs.failover.sync',
  'rs.failover.break',
  'rs.failover.establish',
  'rs.failover.becomePrimary',
  'rs.failover.forceBackup',
  'rs.failover.becomeBackup',
  'rs.atlas.download',
  'rs.atlas.distribute',
  'rs.atlas.untick',
  'rs.atlas.accept',
  'rs.atlas.sync',
  'rs.atlas.backupOperations',
  'rs.sharedIp.disable',
  'rs.sharedIp.enable',
  'rs.dns.point',
  'rs.nat.point',
  'rs.settings.change',
  'rs.settings.restore',
  'rs.certificate.import',
  'rs.ip.assign',
  'rs.operation.confirm',
  'rs.factoryReset',
  'rs.shutDown',
  'rs.pack',
  'rs.vm.delete',
] as const;

const IMPRIVATA = [
  'imp.audit.archive',
  'imp.backup.start',
  'imp.failover.save',
  'imp.package.upload',
  'imp.package.distribute',
  'imp.package.install',
  'imp.adminConsole.use',
  'imp.provisioning.resume',
  'imp.appliance.restart',
  'imp.appliance.remove',
  'imp.support.handOver',
  'imp.logs.export',
] as const;

const AIR_GAP = ['airgap.download', 'airgap.handOver'] as const;

export const MANUAL_ACTIONS = [...SPS, ...U_SERIES, ...REMOTE_SUPPORT, ...IMPRIVATA, ...AIR_GAP] as const;
export type ManualAction = (typeof MANUAL_ACTIONS)[number];
