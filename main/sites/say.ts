import type * as z from 'zod';

/** For `safeParse(…, { error: plainWords })`: what is wrong with a member, without its value. */
export function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && issue.code === 'invalid_type') return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected];
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'too_big':
      return issue.origin === 'array' ? `must not have more than ${issue.maximum}` : `must not exceed ${issue.maximum}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    default:
      return undefined;
  }
}
const KINDS: Record<string, string> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  object: 'must have members of its own',
  array: 'must be a list',
};

/** A member as a person would name it: `sps-b, bmc.address` rather than `devices.1.bmc.address`. */
export function memberName(candidate: unknown, path: readonly PropertyKey[], key?: string): string {
  const parts = path.map(String);
  if (key !== undefined) parts.push(key.slice(0, 60));
  if (parts[0] !== 'devices' || parts.length < 2) return parts.join('.') || 'the site';
  const number = Number(parts[1]);
  const { devices } = candidate as { devices?: unknown };
  const device: unknown = Array.isArray(devices) ? devices[number] : null;
  const name = typeof device === 'object' && device && 'name' in device ? device.name : null;
  const who = typeof name === 'string' && name ? name.slice(0, 60) : `device ${number + 1}`;
  return [who, parts.slice(2).join('.')].filter(Boolean).join(', ');
}
