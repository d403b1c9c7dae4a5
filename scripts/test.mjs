// `npm test`: sets up, checks that the real peers are there, runs every suite and says how many tests passed in all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, toolEnvironment } from './node.mjs';
import { setUp } from './setup.mjs';
import { fuzzReport, playwrightReport, vitestReport } from './test-reports.mjs';

const peers = {
  ipmi_sim: 'openipmi',
  ipmitool: 'ipmitool',
  ipmipower: 'freeipmi-tools',
  chromium: 'chromium',
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  sshd: 'openssh-server',
  osslsigncode: 'osslsigncode',
  openssl: 'openssl',
  cryptsetup: 'cryptsetup-bin',
  'dislocker-file': 'dislocker',
  'mkfs.vfat': 'dosfstools',
  mkntfs: 'ntfs-3g',
  'mkfs.exfat': 'exfatprogs',
  'mkfs.ext4': 'e2fsprogs',
  dmsetup: 'dmsetup',
  age: 'age',
  minisign: 'minisign',
  'ssh-keygen': 'openssh-client',
  chronyd: 'chrony',
  rpmbuild: 'rpm',
  dnf: 'dnf',
};
const searched = `${process.env.PATH ?? ''}${path.delimiter}/usr/sbin${path.delimiter}/usr/local/sbin`;
const missing = Object.entries(peers).filter(
  ([program]) => spawnSync('sh', ['-c', `command -v ${program}`], { env: { PATH: searched } }).status !== 0,
);
if (missing.length > 0) {
  console.error(
    `The tests talk to real programs, and ${missing.map(([program]) => program).join(', ')} cannot be found.`,
  );
  console.error(`On Debian: apt-get install ${missing.map(([, debian]) => debian).join(' ')}`);
  process.exit(1);
}
for (const kernel of ['guest-kernel.sh', 'usb-kernel.sh']) {
  const stdio = ['ignore', 'ignore', 'inherit'];
  if (spawnSync(`${root}/test/peers/support/${kernel}`, { stdio }).status !== 0) process.exit(1);
}

setUp();

const reports = mkdtempSync(path.join(os.tmpdir(), 'rackhand-test-'));
const env = { ...toolEnvironment(), PATH: `${toolEnvironment().PATH}${path.delimiter}/usr/sbin`, FORCE_COLOR: '0' };
let passed = 0;
let broken = false;
const failures = [];

/** Runs one suite with its own output, and adds up what its report says. */
function suite(name, command, args, environment, read) {
  const file = path.join(reports, `${name}.json`);
  console.log(`\n== ${name} ==`);
  const { status } = spawnSync(command, args(file), {
    cwd: root,
    env: { ...env, ...environment(file) },
    stdio: 'inherit',
  });
  try {
    const report = read(readFileSync(file, 'utf8'));
    passed += report.passed;
    failures.push(...report.failures.map((failure) => ({ suite: name, ...failure })));
    if (report.passed + report.failures.length === 0) broken = true;
  } catch {
    broken = true;
  }
  if (status !== 0) broken = true;
}

const vitest = (project) =>
  suite(
    project,
    'vitest',
    (file) => ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    () => ({}),
    vitestReport,
  );

vitest('unit');
vitest('peers');
vitest('journeys');
suite(
  'fuzz',
  'sh',
  (file) => ['-c', `node scripts/fuzz.ts | tee ${file}`],
  () => ({}),
  fuzzReport,
);
suite(
  'e2e',
  'playwright',
  () => ['test', '--project=web', '--project=double', '--reporter=list,json'],
  (file) => ({ PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
  playwrightReport,
);

rmSync(reports, { recursive: true, force: true });
// Said once more at the end: of a long log the end is read first, and sometimes only the end is kept.
for (const { suite, file, title, why } of failures) {
  console.log(`\nFAILED ${suite} › ${path.relative(root, path.resolve(root, file))}${title ? ` › ${title}` : ''}`);
  console.log(why.replace(/^/gm, '    '));
}
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || broken ? 1 : 0;
if (broken && failures.length === 0) console.error('A suite ended badly although no test of it failed; see above.');
