import { Autocomplete, Input, Menu, MenuItem, SearchField, Text } from 'react-aria-components';
import type { VaultState } from '../../../preload/contract.ts';
import { useHeld } from '../airgap/useTrips.ts';
import { fold, wordsOf } from '../fold.ts';
import { type T, useT, useText } from '../i18n.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { go, screens } from '../route.ts';
import { call, chooseSite, saveSettings, useParts } from '../store.ts';
import { show } from './Overlays.tsx';

interface Command {
  id: string;
  icon: IconName;
  name: string;
  group: string;
  /** What finds it, too: its name in the other language, its id. */
  also?: string;
  run: () => void;
}
function vaultCommand(state: VaultState['state'], t: T): Command {
  if (state === 'open') {
    return { id: 'vault', icon: 'lock', name: t('vault.lock'), group: '', run: () => void call('vault.lock') };
  }
  const name = state === 'absent' ? t('vault.create') : t('vault.open');
  return { id: 'vault', icon: 'unlock', name, group: '', run: () => show('vault') };
}
/** Everything reachable from the keyboard. It leads to the place; what changes the world is confirmed there. */
function useCommands(): Command[] {
  const t = useT();
  const text = useText();
  const { sites, siteId, runs, procedures, settings, vault } = useParts(
    'sites',
    'siteId',
    'runs',
    'procedures',
    'settings',
    'vault',
  );
  const trips = useHeld((s) => s.trips) ?? [];
  const devices = sites.find((s) => s.id === siteId)?.devices ?? [];
  const other = settings.language === 'en' ? 'de' : 'en';
  return [
    ...screens.map((s) => ({
      id: `go.${s}`,
      icon: s,
      name: t(`nav.${s}`),
      group: t('palette.screen'),
      run: () => go(s),
    })),
    ...runs.map((r) => ({
      id: `run.${r.id}`,
      icon: 'run' as const,
      name: text(r.title),
      group: t(`run.status.${r.status}`),
      run: () => go('run', r.id),
    })),
    ...devices.map((d) => ({
      id: `power.${d.id}`,
      icon: 'power' as const,
      name: d.name,
      group: t('palette.power'),
      run: () => go('device', d.id),
    })),
    ...devices.map((d) => ({
      id: `console.${d.id}`,
      icon: 'console' as const,
      name: d.name,
      group: t('nav.console'),
      run: () => go('console', d.id),
    })),
    ...devices.map((d) => ({
      id: `keys.${d.id}`,
      icon: 'key' as const,
      name: d.name,
      group: t('keys.title'),
      run: () => go('device', d.id, 'keys'),
    })),
    ...trips.map(({ id, host, serial, round }) => ({
      id: `trip.${id}`,
      icon: 'trips' as const,
      name: t('trips.media.ofRound', { device: host || serial, round }),
      group: t('trips.tab.rounds'),
      run: () => go('trips', id),
    })),
    ...(['media', 'keys'] as const).map((part) => ({
      id: `trips.${part}`,
      icon: 'trips' as const,
      name: t(`trips.tab.${part}`),
      group: t('nav.trips'),
      run: () => go('trips', part),
    })),
    ...procedures.map((p) => ({
      id: `procedure.${p.id}`,
      icon: 'procedures' as const,
      name: text(p.title),
      also: `${p.title.en} ${p.title.de} ${p.id}`,
      group: t('palette.procedure'),
      run: () => go('procedures', p.id),
    })),
    ...sites.map((s) => ({
      id: `site.${s.id}`,
      icon: 'sites' as const,
      name: s.name,
      group: t('palette.site'),
      run: () => void chooseSite(s.id),
    })),
    ...(vault ? [vaultCommand(vault.state, t)] : []),
    {
      id: 'language',
      icon: 'languages',
      name: t('palette.language'),
      group: t('app.settings'),
      run: () => void saveSettings({ language: other }),
    },
    ...(['light', 'dark', 'contrast', 'system'] as const).map((theme) => ({
      id: `theme.${theme}`,
      icon: 'settings' as const,
      name: t(`settings.themes.${theme}`),
      group: t('settings.theme'),
      run: () => void saveSettings({ theme }),
    })),
    { id: 'settings', icon: 'settings', name: t('app.settings'), group: '', run: () => show('settings') },
    { id: 'shortcuts', icon: 'keyboard', name: t('app.shortcuts'), group: '', run: () => show('shortcuts') },
  ];
}

/** Every word has to occur somewhere, in any order. */
function containsWords(text: string, typed: string): boolean {
  const folded = fold(text);
  return wordsOf(typed).every((word) => folded.includes(word));
}

export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT();
  const commands = useCommands();
  return (
    <Sheet title={t('app.palette')} onClose={onClose}>
      <Autocomplete filter={containsWords}>
        <SearchField aria-label={t('palette.search')} autoFocus className="field">
          <Input className="input" placeholder={t('palette.search')} />
        </SearchField>
        <Menu
          className="palette"
          aria-label={t('app.palette')}
          items={commands}
          onAction={(id) => {
            onClose();
            commands.find((c) => c.id === id)?.run();
          }}
          renderEmptyState={() => <p className="muted">{t('palette.nothing')}</p>}
        >
          {(c) => (
            <MenuItem id={c.id} textValue={`${c.name} ${c.group} ${c.also ?? ''}`} className="palette-item">
              <Icon name={c.icon} />
              <Text slot="label">{c.name}</Text>
              <Text slot="description" className="muted small">
                {c.group}
              </Text>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Sheet>
  );
}
