import { grouped } from './measure.ts';

/** A fingerprint, large enough to be compared over the phone. */
export function Fingerprint({ of: fingerprint }: { of: string }) {
  return (
    <p className="fingerprint fingerprint-large mono">
      {grouped(fingerprint).map((group, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
        <span key={i}>{group} </span>
      ))}
    </p>
  );
}
