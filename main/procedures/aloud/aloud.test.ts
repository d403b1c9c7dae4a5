import { describe, expect, it } from 'vitest';
import { BINDINGS } from '../testing/fixture.ts';
import { Pair } from '../testing/pair.ts';
import { answering, startedTiny, tiny } from '../testing/tiny.ts';
import { runView } from '../view.ts';

const NO = 'mismatch: { en: No, de: Nein }';
const ASK = `id: read, kind: input, on: slave, where: { en: Status > Basics, de: Status > Basics },
    text: { en: 'Open the page. Look at the top. Then read.', de: 'Öffnen Sie die Seite. Lesen Sie, z. B. oben.' },
    cautions: [ { en: Nothing else., de: Sonst nichts. } ],
    asks: [ { fact: targetVersion, accept: "targetVersion == '7.5'", ${NO} }, { fact: functional.ok, accept: functional.ok, ${NO} },
      { fact: test.verdict, accept: "test.verdict == 'pass' && functional.ok", ${NO} }, { fact: downtime, optional: true } ]`;

/** How the first step that waits for a person is read aloud. */
function aloud(...steps: string[]) {
  const driver = startedTiny(tiny(steps), new Pair(), answering({ first: [{ targetVersion: '5 F9' }] }));
  driver.run();
  const { state, now } = driver;
  if (!state) throw new Error('not started');
  return runView(state, now).current?.aloud;
}

describe('a step on the phone', () => {
  it('is said in short lines, the same ones in both languages', () => {
    const said = aloud(ASK, 'id: last, kind: guide');
    expect(said).toMatchObject({ step: 1, of: 2 });
    expect(said?.lines.slice(0, -4).map(({ kind, text }) => [kind, text.en, text.de])).toEqual([
      ['place', `Step 1 of 2: ${BINDINGS[1]?.deviceName}.`, `Schritt 1 von 2: ${BINDINGS[1]?.deviceName}.`],
      ['title', 'Text.', 'Text.'],
      ['where', 'Where: Status > Basics.', 'Wo: Status > Basics.'],
      ['say', 'Open the page.', 'Öffnen Sie die Seite.'],
      ['say', 'Look at the top. Then read.', 'Lesen Sie, z. B. oben.'],
      ['caution', 'Caution: Nothing else.', 'Achtung: Sonst nichts.'],
    ]);
    const asked = said?.lines.slice(-4).map(({ text }) => text.de);
    expect(asked?.[1]).toBe('Lesen Sie mir vor: Text. Eines von: ja; nein.');
    expect(asked?.[3]).toBe('Lesen Sie mir vor (falls vorhanden): Text.');
  });
  it('expects the serial number and what alone is accepted, spelled where it is no word', () => {
    const back = aloud(ASK)?.readBack;
    expect(back?.map(({ value }) => value.de)).toEqual([BINDINGS[1]?.serial, '7.5', 'ja', 'Text']);
    expect(back?.[1]?.spelled.map(({ words }) => words[0]?.de)).toEqual(['sieben', 'Punkt', 'fünf']);
    expect(back?.[2]?.spelled).toEqual([]);
  });
  it('expects what was recorded before where a value is compared with it, and nothing while that is unknown', () => {
    const first = 'id: first, kind: input, asks: [ { fact: targetVersion } ]';
    const compared = `id: second, kind: input, asks: [ { fact: shown.version, accept: shown.version == targetVersion, ${NO} } ]`;
    const values = (...steps: string[]) => aloud(...steps)?.readBack.map(({ value }) => value.en);
    expect(values(first, compared)).toEqual(['5 F9']);
    expect(values(compared)).toEqual([]);
    expect(
      values(`id: more, kind: input, asks: [ { fact: targetVersion, accept: "targetVersion > '5'", ${NO} } ]`),
    ).toEqual([]);
  });
});
