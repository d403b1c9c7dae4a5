/** Serial over LAN: payloads and their configuration. */
export const SOL_COMMANDS = {} as const;
