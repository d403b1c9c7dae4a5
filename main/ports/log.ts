import pino from 'pino';

/** What the rest of the code may say about itself. Fields first, sentence second; never a secret in either. */
export interface Logger {
  info(fields: object | string, message?: string): void;
  warn(fields: object | string, message?: string): void;
  error(fields: object | string, message?: string): void;
}

export type LogLevel = 'info' | 'warn' | 'error' | 'silent';

export interface LogOptions {
  /** Lowest level that is written. */
  level: LogLevel;
  /** File to append to (mode 0600); standard error when left out. */
  file?: string;
}

/** Field names whose values never reach a log, at any depth. `kg` is the BMC key of IPMI v2.0 §13.34. */
const SECRET_NAME = /pass(word|phrase|wd)|secret|^kg$|^bmcKey$|recoveryKey|token|authorization|cookie/i;
const MAX_DEPTH = 8;

/** Copies `value` with everything secret by name replaced, and bytes and deep structures shortened. Pure. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1));
  const hide = ([name, item]: [string, unknown]): [string, unknown] =>
    SECRET_NAME.test(name) ? [name, '[hidden]'] : [name, scrub(item, depth + 1)];
  return Object.fromEntries(Object.entries(value).map(hide));
}

/** A logger that writes JSON lines. Writing is synchronous, so that the last line before a crash is there. */
export function createLogger(options: LogOptions): Logger {
  const destination = options.file
    ? pino.destination({ dest: options.file, sync: true, mkdir: true, mode: 0o600 })
    : pino.destination({ dest: 2, sync: true });
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: (fields) => scrub(fields) as Record<string, unknown> },
    },
    destination,
  );
  const write = (level: 'info' | 'warn' | 'error') => (fields: object | string, message?: string) => {
    if (typeof fields === 'string') logger[level](fields);
    else logger[level](fields instanceof Error ? { error: fields } : fields, message);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** For tests and for callers that have nothing to say. */
export const silentLog: Logger = { info: () => {}, warn: () => {}, error: () => {} };
