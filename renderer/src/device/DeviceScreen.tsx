import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useT } from '../i18n.ts';
import { DevicePicker, NoDevice, useDevice } from '../parts/DevicePicker.tsx';
import { PowerPanel } from '../power/PowerPanel.tsx';
import { go } from '../route.ts';
import { EventsPanel } from './EventsPanel.tsx';
import { FindingsPanel } from './FindingsPanel.tsx';
import { HealthPanel } from './HealthPanel.tsx';
import { InventoryPanel } from './InventoryPanel.tsx';
import { SetupPanel } from './SetupPanel.tsx';
import './device.css';

const panels = {
  power: PowerPanel,
  health: HealthPanel,
  events: EventsPanel,
  inventory: InventoryPanel,
  setup: SetupPanel,
  findings: FindingsPanel,
};
type Part = keyof typeof panels;
const parts = Object.keys(panels) as Part[];

/** Everything the BMC of one device tells and does, a tab each. The tab is part of the address. */
export function DeviceScreen({ deviceId, part }: { deviceId: string | null; part: string | null }) {
  const t = useT();
  const chosen = useDevice('device', deviceId);
  const tab = parts.find((p) => p === part) ?? 'power';
  if (!chosen)
    return (
      <div className="stack">
        <h1 tabIndex={-1}>{t('nav.device')}</h1>
        <NoDevice />
      </div>
    );
  const { site, device } = chosen;
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{device.name}</h1>
      <DevicePicker site={site} current={device.id} screen="device" part={tab} />
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
