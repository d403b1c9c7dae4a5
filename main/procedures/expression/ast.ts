/** Conditions over facts, as data. Plain JSON, so that a library travels inside the journal. Grammar: see parse.ts. */
export type ExpressionType = 'boolean' | 'number' | 'text' | 'version' | 'time' | 'sha256' | 'enum' | 'duration';

export type Expression =
  | { node: 'literal'; type: ExpressionType; value: boolean | number | string }
  | { node: 'fact'; name: string }
  | { node: 'unary'; op: '!' | '-'; of: Expression }
  | {
      node: 'binary';
      op: '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-';
      left: Expression;
      right: Expression;
    }
  /**
   * known(f), at(f), age(f) real seconds since read, since(f) procedure seconds since recorded, now(), family(v),
   * contains(text, part) whatever the case, length(text) in characters,
   * bytes(text) in UTF-8, minutes(number) as a duration,
   * ipv4(text), sameSubnet(text, text, mask),
   * mine(f): inside a look at other devices, the fact of whoever looks.
   */
  | {
      node: 'call';
      name:
        | 'known'
        | 'at'
        | 'age'
        | 'since'
        | 'now'
        | 'family'
        | 'contains'
        | 'length'
        | 'bytes'
        | 'minutes'
        | 'ipv4'
        | 'sameSubnet'
        | 'mine';
      args: Expression[];
    }
  /**
   * Looks into the facts of other devices: of(role, e) of the one, every(role, e), some(role, e) and count(role, e) of
   * those of a list. `role` is a name of the procedure that uses the expression.
   */
  | { node: 'devices'; name: DevicesName; role: string; of: Expression };
export type DevicesName = 'of' | 'every' | 'some' | 'count';
