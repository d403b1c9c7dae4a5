import type { ComponentType } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Device } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { ErrandNote } from '../idrac/ErrandNote.tsx';
import { FirmwarePanel } from '../idrac/FirmwarePanel.tsx';
import { JobsPanel } from '../idrac/JobsPanel.tsx';
import { LifecyclePanel } from '../idrac/LifecyclePanel.tsx';
import { NetworkPanel } from '../idrac/NetworkPanel.tsx';
import { ServerPanel } from '../idrac/ServerPanel.tsx';
import { KeysPanel } from '../keys/KeysPanel.tsx';
import { DevicePicker, NoDevice, useDevice } from '../parts/DevicePicker.tsx';
import { PowerPanel } from '../power/PowerPanel.tsx';
import { go } from '../route.ts';
import { EventsPanel } from './EventsPanel.tsx';
import { FindingsPanel } from './FindingsPanel.tsx';
import { HealthPanel } from './HealthPanel.tsx';
import { InventoryPanel } from './InventoryPanel.tsx';
import type { PanelProps } from './Panel.tsx';
import { SetupPanel } from './SetupPanel.tsx';
import './device.css';

const panels = {
  power: PowerPanel,
  health: HealthPanel,
  events: EventsPanel,
  inventory: InventoryPanel,
  setup: SetupPanel,
  findings: FindingsPanel,
  server: ServerPanel,
  jobs: JobsPanel,
  lifecycle: LifecyclePanel,
  firmware: FirmwarePanel,
  network: NetworkPanel,
  keys: KeysPanel,
} satisfies Record<string, ComponentType<PanelProps>>;
type Part = keyof typeof panels;

/**
 * A tab only for what the device has: its BMC, its iDRAC, or both. Any Windows may be encrypted, so every device has its
 * keys; a U-Series appliance always is, so there they stand in front.
 */
const partsOf = (device: Device): Part[] => {
  const first = device.product === 'u-series';
  return [
    'power',
    ...(first ? (['keys'] as const) : []),
    ...(device.bmc ? (['health', 'events', 'inventory', 'setup', 'findings'] as const) : []),
    ...(device.idrac ? (['server', 'jobs', 'lifecycle', 'firmware', 'network'] as const) : []),
    ...(first ? [] : (['keys'] as const)),
  ];
};

/** Everything one device tells and does, a tab each. The tab is part of the address. */
export function DeviceScreen({ deviceId, part }: { deviceId: string | null; part: string | null }) {
  const t = useT();
  const chosen = useDevice('device', deviceId);
  if (!chosen)
    return (
      <div className="stack">
        <h1 tabIndex={-1}>{t('nav.device')}</h1>
        <NoDevice />
      </div>
    );
  const { site, device } = chosen;
  const parts = partsOf(device);
  const tab = parts.find((p) => p === part) ?? 'power';
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{device.name}</h1>
      <DevicePicker site={site} current={device.id} screen="device" part={tab} />
      <ErrandNote site={site} device={device} />
      <Tabs selectedKey={tab} onSelectionChange={(key) => go('device', device.id, String(key))}>
        <TabList className="tabs" aria-label={t('device.tabs', { name: device.name })}>
          {parts.map((p) => (
            <Tab key={p} id={p} className="tab">
              {t(`device.tab.${p}`)}
            </Tab>
          ))}
        </TabList>
        {parts.map((p) => {
          const Panel = panels[p];
          return (
            <TabPanel key={p} id={p} className="tab-panel">
              <Panel key={device.id} site={site} device={device} />
            </TabPanel>
          );
        })}
      </Tabs>
    </div>
  );
}
