import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export interface SolHubOptions {
  /** Gives the BMC at most so many bytes at once, and the next when `borne` resolves; it is told how many it has been given. */
  pace?: { pieceBytes: number; borne(bytesSoFar: number): Promise<void> };
}

/** The serial cable between machine and BMC: it stays in place when one of its ends is switched off. */
export interface SolHub extends AsyncDisposable {
  /** Where ipmi_sim's `sol "tcp:…"` connects. */
  bmcPort: number;
  /** Where QEMU's serial port connects. */
  machinePort: number;
}

const HOST = '127.0.0.1';

/**
 * Lays a cable between two free loopback ports. It drops nothing that the machine says: while no BMC is connected, or its buffer
 * is full, nothing is read, and QEMU's serial port waits. What is typed while the machine is off goes nowhere, as on a real line.
 */
export async function startSolHub(options: SolHubOptions = {}): Promise<SolHub> {
  const bmc = socketEnd();
  const machine = socketEnd();
  let given = 0;

  const bmcSide = createServer((socket) => {
    bmc.plug(socket);
    void forEachChunk(socket, async (bytes) => {
      if (machine.socket !== null) await written(machine.socket, bytes);
    });
  });
  const machineSide = createServer((socket) => {
    machine.plug(socket);
    void forEachChunk(socket, async (bytes) => {
      for (const piece of pieces(bytes, options.pace?.pieceBytes ?? bytes.length)) {
        await written(await bmc.plugged(), piece);
        given += piece.length;
        await options.pace?.borne(given);
      }
    });
  });
  return {
    bmcPort: await listen(bmcSide),
    machinePort: await listen(machineSide),
    async [Symbol.asyncDispose]() {
      bmc.socket?.destroy();
      machine.socket?.destroy();
      await Promise.all([shut(bmcSide), shut(machineSide)]);
    },
  };
}

interface SocketEnd {
  readonly socket: Socket | null;
  plug(socket: Socket): void;
  /** Resolves with the socket as soon as there is one. */
  plugged(): Promise<Socket>;
}

function socketEnd(): SocketEnd {
  let socket: Socket | null = null;
  let waiting: ((socket: Socket) => void)[] = [];
  return {
    get socket() {
      return socket;
    },
    plug(arrived) {
      socket = arrived.setNoDelay(true);
      arrived.once('close', () => {
        if (socket === arrived) socket = null;
      });
      for (const resolve of waiting) resolve(arrived);
      waiting = [];
    },
    plugged: () => (socket ? Promise.resolve(socket) : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** Handles one chunk after the other; the next is read only when the last is done. Ends with the socket. */
async function forEachChunk(socket: Socket, handle: (bytes: Buffer) => Promise<void>): Promise<void> {
  try {
    for await (const bytes of socket) await handle(bytes);
  } catch (error) {
    // A killed peer resets its connection; what else goes wrong is the test's business.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Resolves when the kernel has the bytes, or the socket is gone. */
function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}

function* pieces(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, HOST), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
