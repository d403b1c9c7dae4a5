import type { Verdict } from '../../preload/contract.ts';

/**
 * I-GEN-002: the chassis that answers must be the chassis that is meant. A serial that cannot be read is no match:
 * labels and cables lie, and after a takeover the "slave" is another box than yesterday.
 */
export function identityVerdict(bound: string | null, read: string | null, where: string): Verdict | null {
  if (bound === null || bound === read) return null;
  const seen = read ?? '–';
  return {
    rule: 'I-GEN-002',
    severity: 'hard',
    title: { en: 'Another chassis answers', de: 'Ein anderes Chassis antwortet' },
    reason: {
      en: `The BMC at ${where} reports serial ${seen}, but this device is bound to ${bound}.`,
      de: `Der BMC unter ${where} meldet die Seriennummer ${seen}, dieses Gerät ist aber an ${bound} gebunden.`,
    },
    lift: {
      en: 'Check the address and the label at the rack, then correct the device or its serial.',
      de: 'Prüfen Sie Adresse und Beschriftung am Rack und berichtigen Sie dann das Gerät oder seine Seriennummer.',
    },
    source: { document: 'tool', section: 'I-GEN-002' },
    runId: null,
    blocks: ['power.*'],
    unmet: [`serial == '${bound}'`],
  };
}
