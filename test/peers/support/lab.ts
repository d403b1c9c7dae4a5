/** What every BMC of the peer tests has in common, so that each tool is told the same thing. */
export interface Credentials {
  user: string;
  password: string;
  privilege: 'admin' | 'operator' | 'user';
}
export const ADMIN: Credentials = { user: 'admin', password: 'adminpw', privilege: 'admin' };
export const OPERATOR: Credentials = { user: 'operator', password: 'operpw', privilege: 'operator' };
export const USER: Credentials = { user: 'user', password: 'userpw', privilege: 'user' };

export interface Endpoint {
  host: string;
  port: number;
}

/** Where and as whom a peer logs in, with which RMCP+ cipher suite. */
export interface PeerTarget extends Endpoint {
  credentials?: Credentials;
  cipherSuite?: 3 | 17;
  /** BMC key, if the BMC asks for one. */
  kg?: string;
}
