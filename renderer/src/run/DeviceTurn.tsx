import { useT } from '../i18n.ts';

/** The device that a procedure is carried out for, and of a list its turn. */
export function DeviceTurn({
  device,
  item,
}: {
  device: string;
  item?: { index: number; of: number } | null | undefined;
}) {
  const t = useT();
  return (
    <span className="muted"> {item ? t('run.deviceTurn', { device, turn: item.index + 1, of: item.of }) : device}</span>
  );
}
