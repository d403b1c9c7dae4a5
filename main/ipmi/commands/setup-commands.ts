/** Configuration of the BMC: boot options, LAN, users, channels, watchdog, reset. */
export const SETUP_COMMANDS = {} as const;
