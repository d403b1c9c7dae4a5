import { Duplex } from 'node:stream';

/** Two ends of a wire in memory. Bytes arrive in a later turn of the loop, as on a socket; ssh2 relies on that. */
export function pipe(): [near: Duplex, far: Duplex] {
  const end = (): Duplex => {
    const duplex: Duplex = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        setImmediate(() => {
          other.get(duplex)?.push(chunk);
          done();
        });
      },
      final: (done) => {
        setImmediate(() => {
          other.get(duplex)?.push(null);
          done();
        });
      },
      destroy: (error, done) => {
        setImmediate(() => other.get(duplex)?.push(null));
        done(error);
      },
    });
    return duplex;
  };
  const other = new Map<Duplex, Duplex>();
  const [near, far] = [end(), end()];
  other.set(near, far).set(far, near);
  return [near, far];
}
