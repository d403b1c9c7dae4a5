/** Sensors, their records (SDR), the event log (SEL). */
export const SENSOR_COMMANDS = {} as const;
