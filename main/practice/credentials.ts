/** Of every simulated BMC and web interface. Public on purpose: a practice rack guards nothing and has no real machine. */
export const practicePassword = 'practice-only';
export const practiceBmcUser = 'ADMIN';
export const practiceWebUser = 'admin';
export const practiceIdracUser = 'root';
export const practiceSshUser = 'root';
