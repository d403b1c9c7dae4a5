/**
 * One attribute of a distinguished name as Node writes it: a line each, special characters escaped. Null when it is absent or
 * there twice, since nobody could say which counts.
 */
function attribute(subject: string, type: 'O' | 'CN'): string | null {
  const values = subject.split('\n').filter((line) => line.startsWith(`${type}=`));
  return values.length === 1 ? (values[0] ?? '').slice(type.length + 1).replace(/\\(.)/g, '$1') : null;
}

export const organisationOf = (subject: string): string | null => attribute(subject, 'O');
export const commonNameOf = (subject: string): string | null => attribute(subject, 'CN');

/**
 * Whether an organisation is Dell. The exact names on its certificates have changed over the years, so those of its legal
 * entities are matched, as a whole: "Dell Consulting Ltd" is somebody else.
 */
export const isDell = (organisation: string | null): boolean =>
  /^dell,? (inc|technologies|technologies,? inc|usa l\.?p|products)\.?$/i.test(organisation ?? '');
