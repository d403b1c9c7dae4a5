import os from 'node:os';
import type { Services } from '../services.ts';

/** Name for the journal: the one in the settings, or the login name. */
export const operatorOf = (services: Services): string => services.settings.get().operator || os.userInfo().username;
