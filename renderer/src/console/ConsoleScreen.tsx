import { useEffect, useState } from 'react';
import type { ConsoleRecording, Device, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { DevicePicker, NoDevice, useDevice } from '../parts/DevicePicker.tsx';
import { call, takeConsole, useParts, useStore } from '../store.ts';
import { LiveConsole } from './LiveConsole.tsx';
import { OldRecording } from './OldRecording.tsx';
import './console.css';

function DeviceConsole({ site, device }: { site: Site; device: Device }) {
  const t = useT();
  const held = useStore((s) => s.consoles[device.id]);
  const { run, runSeq } = useParts('run', 'runSeq');
  const [old, setOld] = useState<ConsoleRecording | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the run its locks may have changed
  useEffect(() => {
    if (device.bmc)
      void call('console.view', site.id, device.id).then((view) => {
        if (view) takeConsole(view);
      });
  }, [site.id, device, run, runSeq]);
  if (!device.bmc) return <p className="empty">{t('console.noBmc')}</p>;
  if (old) return <OldRecording key={old.recording} site={site} recording={old} onClose={() => setOld(null)} />;
  if (!held) return <p className="muted">{t('console.asking')}</p>;
  return <LiveConsole site={site} device={device} view={held.view} since={held.since} onOlder={setOld} />;
}

/** The serial console of a device. It opens on demand only, for watching; typing is a step of its own. */
export function ConsoleScreen({ deviceId }: { deviceId: string | null }) {
  const t = useT();
  const chosen = useDevice('console', deviceId);
  return (
    <div className="stack console-screen">
      <div className="row spread">
        <h1 tabIndex={-1}>{chosen ? t('console.title', { name: chosen.device.name }) : t('nav.console')}</h1>
        {chosen && <DevicePicker site={chosen.site} current={chosen.device.id} screen="console" />}
      </div>
      {chosen ? <DeviceConsole key={chosen.device.id} site={chosen.site} device={chosen.device} /> : <NoDevice />}
    </div>
  );
}
