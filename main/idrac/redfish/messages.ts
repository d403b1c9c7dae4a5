import { type KnownMessages, PASSWORD_CHANGE, SESSION_LIMIT } from '../../redfish/known.ts';

const LATER =
  'The Lifecycle Controller is busy: wait 15 minutes, then look at the console for a prompt or an open menu.';
const WRONG = 'Nothing was installed. Take the package for this model and this component.';

/** Dell's message IDs that change what is to be done. idrac.md §1.8. */
export const DELL_MESSAGES: KnownMessages = {
  RAC0218: SESSION_LIMIT,
  SWC1908: PASSWORD_CHANGE,
  RAC1260: PASSWORD_CHANGE,
  RAC0212: { code: 'login-refused', advice: 'Check user and password; newer servers have theirs on the pull-out tag.' },
  RAC0232: { code: 'login-refused', advice: 'Check user and password; newer servers have theirs on the pull-out tag.' },
  USR0034: { code: 'login-refused', advice: 'The iDRAC has banned this address: wait as long as it says.' },
  SYS403: { code: 'not-supported', advice: 'This firmware does not have it in that place: use the web interface.' },
  RAC0768: { code: 'starting', advice: 'The iDRAC is starting: wait 5 minutes and read again.' },
  RAC0509: { code: 'starting', advice: 'The iDRAC is starting: wait 5 minutes and read again.' },
  SWC0700: { code: 'starting', advice: 'The iDRAC is starting: wait 5 minutes and read again.' },
  RED007: {
    code: 'wrong-package',
    advice:
      'The signature could not be verified: the file is cut off or of the wrong kind (it must be the Windows 64 bit ' +
      'package), or this iDRAC is too old for it and needs a version in between first.',
  },
  RED013: { code: 'wrong-package', advice: WRONG },
  RED017: { code: 'wrong-package', advice: WRONG },
  RED097: { code: 'wrong-package', advice: WRONG },
  RED098: { code: 'wrong-package', advice: WRONG },
  RAC989: { code: 'wrong-package', advice: WRONG },
  RED022: { code: 'wrong-package', advice: 'Install the version that the release notes ask for first.' },
  SUP029: { code: 'up-to-date', advice: 'Nothing to do: read the installed version to be sure.' },
  RED014: { code: 'busy', advice: 'A job for this component exists: look at the job queue.' },
  RAC0679: { code: 'busy', advice: 'A job is running: look at the job queue.' },
  RAC988: { code: 'busy', advice: 'A job exists: look at the job queue.' },
  RED034: { code: 'busy', advice: 'A firmware update is running: wait until it is over. Do not cut the power.' },
  RAC071: { code: 'busy', advice: 'A firmware update is running: wait until it is over. Do not cut the power.' },
  RED023: { code: 'busy', advice: LATER },
  RED024: { code: 'busy', advice: LATER },
  JCP024: { code: 'busy', advice: LATER },
  LC060: { code: 'busy', advice: LATER },
  LC068: { code: 'busy', advice: 'Settings or a job are pending: apply or delete them first.' },
  JCP015: { code: 'busy', advice: 'A running job cannot be deleted: wait until it is over.' },
  JCP030: { code: 'busy', advice: 'The iDRAC is being updated: wait until it is over.' },
  SYS406: { code: 'locked', advice: 'System lockdown is on: switch it off, make the change, switch it on again.' },
  RAC1201: { code: 'locked', advice: 'System lockdown is on: switch it off, make the change, switch it on again.' },
  JCP041: { code: 'locked', advice: 'System lockdown is on: switch it off, make the change, switch it on again.' },
  RED101: { code: 'licence', advice: 'This needs a licence: use the web interface, or import the licence.' },
  SWC0242: { code: 'licence', advice: 'This needs a licence: use the web interface, or import the licence.' },
};
