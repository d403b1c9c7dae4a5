/** The one place that loads the library, after what it needs has been put in place. */
import './modp2.ts';
import ssh2 from 'ssh2';

export type { AuthContext, ClientChannel, ConnectConfig, Connection, ServerChannel } from 'ssh2';
export type SshClient = InstanceType<typeof ssh2.Client>;
export const { Client, Server, utils } = ssh2;
