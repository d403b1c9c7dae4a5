// Runs sandboxed beside the page and gives it two functions. The IPC event carries `sender`, so it is never passed on.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, CommandChannel, EventChannel, EventName, Events } from './contract.ts';

const COMMAND: CommandChannel = 'rackhand:command';
const EVENT: EventChannel = 'rackhand:event';

const bridge: Bridge = {
  invoke: (name, ...args) => ipcRenderer.invoke(COMMAND, name, args),
  subscribe<K extends EventName>(name: K, listener: (payload: Events[K]) => void) {
    const relay = (_event: IpcRendererEvent, emitted: EventName, payload: Events[K]) => {
      if (emitted === name) listener(payload);
    };
    ipcRenderer.on(EVENT, relay);
    return () => {
      ipcRenderer.removeListener(EVENT, relay);
    };
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
