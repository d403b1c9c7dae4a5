// The vectors are those of the reference implementation of BCR-2020-005 and BCR-2020-012 (BlockchainCommons/bc-ur, test.cpp).
import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { toCbor } from '../cbor.ts';
import { RequestError } from '../errors.ts';
import { fromBytewords, toBytewords } from './bytewords.ts';
import { Collector } from './collector.ts';
import { fragmentLength, frameTexts, partsOf } from './frames.ts';
import { degreeOf, fragmentsIn, shuffled } from './mixing.ts';
import { partText, readFrame, singleText } from './part.ts';
import { Xoshiro256 } from './xoshiro.ts';

const wolf = (more = '') => new Xoshiro256(Buffer.from(`Wolf${more}`));
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
function message(length: number): Buffer {
  const random = wolf();
  return Buffer.from(times(length, () => random.nextInt(0, 255)));
}
const take = <T>(from: Generator<T, never>, count: number): T[] => times(count, () => from.next().value);

test('bytewords', () => {
  const bytes = Buffer.from([0, 1, 2, 128, 255]);
  expect(toBytewords(bytes)).toBe('aeadaolazmjendeoti');
  expect(fromBytewords('aeadaolazmjendeoti').equals(bytes)).toBe(true);
  const every = Buffer.from(times(256, (i) => i));
  expect(fromBytewords(toBytewords(every)).equals(every)).toBe(true);
  for (const bad of ['aeadaolazojendeowf', 'wf', '', 'aeadaolazmjendeot', 'qqadaolazmjendeoti'])
    expect(() => fromBytewords(bad), bad).toThrow(RequestError);
});

test('the numbers that both sides draw', () => {
  const random = wolf();
  expect(times(20, () => Number(random.next() % 100n))).toEqual([
    42, 81, 85, 8, 82, 84, 76, 73, 70, 88, 2, 74, 40, 48, 77, 54, 88, 7, 5, 88,
  ]);
  const again = wolf();
  expect(times(20, () => again.nextInt(1, 10))).toEqual([
    6, 5, 8, 4, 10, 5, 7, 10, 4, 9, 10, 9, 7, 7, 1, 1, 2, 9, 9, 2,
  ]);
});

test('orders, degrees and mixtures', () => {
  const random = wolf();
  const orders = times(3, () => shuffled(10, random).map((index) => index + 1));
  expect(orders).toEqual([
    [6, 4, 9, 3, 10, 5, 7, 8, 1, 2],
    [10, 8, 6, 5, 1, 2, 3, 9, 7, 4],
    [6, 4, 5, 8, 9, 3, 2, 1, 7, 10],
  ]);
  expect(times(40, (i) => degreeOf(11, wolf(`-${i + 1}`)))).toEqual([
    11, 3, 6, 5, 2, 1, 2, 11, 1, 3, 9, 10, 10, 4, 2, 1, 1, 2, 1, 1, 5, 2, 4, 10, 3, 2, 1, 1, 3, 11, 2, 6, 2, 9, 9, 2, 6,
    7, 2, 5,
  ]);
  const { seqLen, checksum } = partsOf(message(1024), 100).next().value;
  const mixed = times(8, (i) => fragmentsIn(i + 11, seqLen, checksum).sort((a, b) => a - b));
  expect(mixed).toEqual([[10], [9], [2, 5, 6, 8, 9, 10], [8], [1, 5], [1], [0, 2, 4, 5, 8, 10], [5]]);
});

test('lengths of fragments', () => {
  expect(fragmentLength(12345, 1955)).toBe(1764);
  expect(fragmentLength(12345, 30000)).toBe(12345);
  expect(fragmentLength(5, 100)).toBe(5);
});

test('a code that stands still', () => {
  expect(singleText(toCbor(message(50)))).toBe(
    'ur:bytes/hdeymejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtgwdpfnsboxgwlbaawzuefywkdplrsrjynbvygabwjldapfcsdwkbrkch',
  );
});

test('the first twenty frames of a moving one', () => {
  expect(take(frameTexts(toCbor(message(256)), 30), 20)).toEqual([
    'ur:bytes/1-9/lpadascfadaxcywenbpljkhdcahkadaemejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtdkgslpgh',
    'ur:bytes/2-9/lpaoascfadaxcywenbpljkhdcagwdpfnsboxgwlbaawzuefywkdplrsrjynbvygabwjldapfcsgmghhkhstlrdcxaefz',
    'ur:bytes/3-9/lpaxascfadaxcywenbpljkhdcahelbknlkuejnbadmssfhfrdpsbiegecpasvssovlgeykssjykklronvsjksopdzmol',
    'ur:bytes/4-9/lpaaascfadaxcywenbpljkhdcasotkhemthydawydtaxneurlkosgwcekonertkbrlwmplssjtammdplolsbrdzcrtas',
    'ur:bytes/5-9/lpahascfadaxcywenbpljkhdcatbbdfmssrkzmcwnezelennjpfzbgmuktrhtejscktelgfpdlrkfyfwdajldejokbwf',
    'ur:bytes/6-9/lpamascfadaxcywenbpljkhdcackjlhkhybssklbwefectpfnbbectrljectpavyrolkzczcpkmwidmwoxkilghdsowp',
    'ur:bytes/7-9/lpatascfadaxcywenbpljkhdcavszmwnjkwtclrtvaynhpahrtoxmwvwatmedibkaegdosftvandiodagdhthtrlnnhy',
    'ur:bytes/8-9/lpayascfadaxcywenbpljkhdcadmsponkkbbhgsoltjntegepmttmoonftnbuoiyrehfrtsabzsttorodklubbuyaetk',
    'ur:bytes/9-9/lpasascfadaxcywenbpljkhdcajskecpmdckihdyhphfotjojtfmlnwmadspaxrkytbztpbauotbgtgtaeaevtgavtny',
    'ur:bytes/10-9/lpbkascfadaxcywenbpljkhdcahkadaemejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtwdkiplzs',
    'ur:bytes/11-9/lpbdascfadaxcywenbpljkhdcahelbknlkuejnbadmssfhfrdpsbiegecpasvssovlgeykssjykklronvsjkvetiiapk',
    'ur:bytes/12-9/lpbnascfadaxcywenbpljkhdcarllaluzmdmgstospeyiefmwejlwtpedamktksrvlcygmzemovovllarodtmtbnptrs',
    'ur:bytes/13-9/lpbtascfadaxcywenbpljkhdcamtkgtpknghchchyketwsvwgwfdhpgmgtylctotzopdrpayoschcmhplffziachrfgd',
    'ur:bytes/14-9/lpbaascfadaxcywenbpljkhdcapazewnvonnvdnsbyleynwtnsjkjndeoldydkbkdslgjkbbkortbelomueekgvstegt',
    'ur:bytes/15-9/lpbsascfadaxcywenbpljkhdcaynmhpddpzmversbdqdfyrehnqzlugmjzmnmtwmrouohtstgsbsahpawkditkckynwt',
    'ur:bytes/16-9/lpbeascfadaxcywenbpljkhdcawygekobamwtlihsnpalnsghenskkiynthdzotsimtojetprsttmukirlrsbtamjtpd',
    'ur:bytes/17-9/lpbyascfadaxcywenbpljkhdcamklgftaxykpewyrtqzhydntpnytyisincxmhtbceaykolduortotiaiaiafhiaoyce',
    'ur:bytes/18-9/lpbgascfadaxcywenbpljkhdcahkadaemejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtntwkbkwy',
    'ur:bytes/19-9/lpbwascfadaxcywenbpljkhdcadekicpaajootjzpsdrbalpeywllbdsnbinaerkurspbncxgslgftvtsrjtksplcpeo',
    'ur:bytes/20-9/lpbbascfadaxcywenbpljkhdcayapmrleeleaxpasfrtrdkncffwjyjzgyetdmlewtkpktgllepfrltataztksmhkbot',
  ]);
});

test('in any order, with losses and repeats, half upper case', () => {
  const random = seeded(20);
  for (const length of [31, 200, 999, 3000]) {
    const whole = message(length);
    for (const loss of [0, 0.3, 0.7]) {
      const collector = new Collector();
      const frames = take(frameTexts(whole, 30), 20 * Math.ceil(length / 30) + 40).filter(() => random() >= loss);
      // Shuffled a little, as a camera that looks at another moment each time would see them.
      const seen = frames.map((frame, i) => ({ frame, at: i + random() * 20 })).sort((a, b) => a.at - b.at);
      let used = 0;
      for (const { frame } of seen) {
        const before = collector.progress.have;
        const { have, need } = collector.add(random() < 0.5 ? frame.toUpperCase() : frame);
        expect(have - before).toBeOneOf([0, 1]);
        expect(collector.add(frame)).toEqual({ have, need });
        used++;
        if (collector.message) break;
        expect(have).toBeLessThan(need);
      }
      expect(collector.message?.equals(whole), `${length} ${loss}`).toBe(true);
      // Luby's overhead: a few frames more than fragments, even when the plain ones were missed.
      expect(used).toBeLessThan(2 * collector.progress.need + 12);
    }
  }
});

test('two thirds lost at random: on average not half as many frames again as there are fragments', () => {
  const random = seeded(3);
  let extra = 0;
  for (let run = 0; run < 50; run++) {
    const collector = new Collector();
    let seen = 0;
    for (const frame of frameTexts(message(600), 30)) {
      if (random() < 2 / 3) continue;
      seen++;
      collector.add(frame);
      if (collector.message) break;
    }
    extra += seen - collector.progress.need;
  }
  expect(extra / 50).toBeLessThan(10);
});

test('frames of another message and altered ones are refused, the rest goes on', () => {
  const [one, other] = [message(300), Buffer.from(message(300)).reverse()];
  const collector = new Collector();
  const frames = take(frameTexts(one, 30), 10);
  const [foreign = ''] = take(frameTexts(other, 30), 1);
  collector.add(frames[0] ?? '');
  const refused = (text: string) => {
    try {
      collector.add(text);
    } catch (error) {
      return error instanceof RequestError ? error.code : String(error);
    }
    return null;
  };
  expect(refused(foreign)).toBe('request.mixed');
  expect(refused(singleText(one))).toBe('request.mixed');
  expect(refused('https://example.com')).toBe('request.unreadable');
  expect(refused((frames[1] ?? '').replace('2-10', '3-10'))).toBe('request.unreadable');
  for (const frame of frames) collector.add(frame);
  expect(collector.message?.equals(one)).toBe(true);
});

test('a forged part with the right head spoils the message, which is noticed; nothing false comes out', () => {
  const whole = message(300);
  const parts = take(partsOf(whole, 30), 12);
  const [first] = parts;
  if (!first) throw new Error('no part');
  const forged = { ...first, data: Buffer.alloc(first.data.length, 0x41) };
  const collector = new Collector();
  const feed = () => [forged, ...parts.slice(1)].map((part) => collector.add(partText(part)));
  expect(feed).toThrow(RequestError);
  expect(collector.message).toBeNull();
  for (const part of parts) collector.add(partText(part));
  expect(collector.message?.equals(whole)).toBe(true);
});

test('a frame that announces too much is none', () => {
  const head = { seqNum: 1, seqLen: 2, messageLength: 20, checksum: 1, data: Buffer.alloc(10) };
  const code = (part: object) => {
    try {
      readFrame(partText({ ...head, ...part }));
    } catch (error) {
      return error instanceof RequestError ? error.code : String(error);
    }
    return null;
  };
  expect(code({})).toBeNull();
  for (const bad of [
    { seqLen: 401, messageLength: 4010 },
    { messageLength: 21 },
    { messageLength: 10 },
    { messageLength: 2 ** 20, seqLen: 300, data: Buffer.alloc(4000) },
    { seqNum: 2 ** 33 },
    { checksum: -1 },
    { data: Buffer.alloc(0) },
  ])
    expect(code(bad), JSON.stringify(bad)).toBe('request.unreadable');
});
