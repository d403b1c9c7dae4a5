// `npm run bench`: what reading power costs beside ipmitool and ipmipower, on the same machine in the same run: one BMC,
// and a fleet of them. A report, not a test: it fails only when something cannot be read.
await import('./one-bmc.ts');
await import('./fleet.ts');
