/** Looks a name up that came from data: never finds what every object inherits ('constructor', 'toString'). */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
