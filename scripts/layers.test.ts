import { describe, expect, it } from 'vitest';
import { violations } from './layers.ts';

const of = (file: string, text: string) => violations({ file, text }).length;

describe('the layer check', () => {
  it.each([
    ['main/ipmi/bmc.ts', "import { perform } from '../actions/perform.ts';"],
    ['main/ipmi/bmc.ts', "import type { Step } from '../procedures/model.ts';"],
    ['main/procedures/engine.ts', "import { readFileSync } from 'node:fs';"],
    ['main/procedures/engine.ts', "import type { Bmc } from '../ipmi/bmc.ts';"],
    ['main/actions/perform.ts', "import { createApp } from '../app/app.ts';"],
    ['main/app/app.ts', "import { app } from 'electron';"],
    ['main/app/app.ts', "const { app } = await import('electron');"],
    ['main/app/app.ts', 'void bmc.chassisControl(verb);'],
    ['main/ipmi/wire/packet.ts', "import dgram from 'node:dgram';"],
    ['main/ipmi/wire/packet.ts', "import {\n  createSocket,\n  type Socket,\n} from 'node:dgram';"],
    ['renderer/src/store.ts', "import { Journal } from '../../main/journal/journal.ts';"],
    ['renderer/src/store.ts', "import '../../preload/index.ts';"],
    ['main/app/long.ts', '\n'.repeat(500)],
  ])('refuses in %s: %s', (file, text) => {
    expect(of(file, text)).toBe(1);
  });

  it.each([
    ['main/index.ts', "import { app } from 'electron';"],
    ['main/shell/electron-window.ts', "import { BrowserWindow } from 'electron';"],
    ['main/store/runs.ts', "import type { Binding } from '../procedures/events.ts';"],
    ['main/actions/plan.ts', 'const send = (bmc) => bmc.chassisControl(verb);'],
    ['renderer/src/store.ts', "import type { Site } from '../../preload/contract.ts';"],
    ['main/ipmi/datagram.ts', "import dgram from 'node:dgram';"],
    ['main/procedures/engine.test.ts', "import { readFileSync } from 'node:fs';"],
  ])('allows in %s: %s', (file, text) => {
    expect(of(file, text)).toBe(0);
  });
});
