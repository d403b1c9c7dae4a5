/** Members that runtimes, inspectors and promises look for on any object. */
const PROBED = new Set<PropertyKey>(['then', 'toJSON', 'constructor', 'nodeType', 'asymmetricMatch']);

/** Reading a member that the double lacks is an error that names it, never a silent undefined. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, member, receiver) {
      if (!(member in object) && typeof member === 'string' && !PROBED.has(member)) {
        throw new Error(`electron double: ${name}.${member} is not implemented`);
      }
      return Reflect.get(object, member, receiver);
    },
  });
}

/** An event whose default a listener may prevent. */
export class Preventable {
  defaultPrevented = false;

  constructor(fields: object = {}) {
    Object.assign(this, fields);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
