// The parts of this folder alone on a page, for test/peers/carriers.test.ts, which plays the service behind them.
import { createRoot } from 'react-dom/client';
import type { Bridge, Failure, RequestCarrier, TypedFault } from '../../../../preload/contract.ts';
import { start } from '../../store.ts';
import { QrCode } from '../QrCode.tsx';
import { RequestFile } from '../RequestFile.tsx';
import { Scanner } from '../Scanner.tsx';
import { TypedEntry } from '../TypedEntry.tsx';
import { TypedRequest } from '../TypedRequest.tsx';
import '../../style/tokens.css';
import '../../style/base.css';
import '../../style/controls.css';
import '../../style/parts.css';

declare global {
  interface Window {
    service: {
      command(name: string, args: unknown[]): Promise<unknown>;
      receive(carrier: RequestCarrier): Promise<Failure | null>;
      check(lines: string[]): Promise<TypedFault[]>;
      carriers(): Promise<{ frames: string[]; typed: string[] }>;
    };
  }
}

const { service } = window;
const bridge = {
  invoke: async (name: string, ...args: unknown[]) => ({ ok: true, value: await service.command(name, args) }),
  subscribe: () => () => {},
} as unknown as Bridge;
await start(bridge);
const { frames, typed } = await service.carriers();
const root = document.getElementById('root');
const part = new URLSearchParams(location.search).get('part');
const parts = {
  scan: <Scanner receive={service.receive} />,
  code: <QrCode frames={frames} label="Request 2 of RS-4711-0815" />,
  typed: <TypedRequest lines={typed} />,
  entry: <TypedEntry check={service.check} receive={service.receive} />,
  file: <RequestFile receive={service.receive} />,
};
if (root) createRoot(root).render(parts[part as keyof typeof parts]);
