import type { Failure } from '../../../preload/contract.ts';

/** As base64 it stays below what a command may carry (4 million characters). */
const LARGEST = 3_000_000;

/** What is wrong with a picture before it is looked at; null when it may be sent. What it is the other side decides. */
export const tooLarge = ({ size }: Blob): Failure | null =>
  size <= LARGEST
    ? null
    : {
        code: 'picture.too-large-here',
        message: 'The picture is larger than 3 MB. The window takes no more than that.',
        advice: 'Take one of the window alone, or keep it on the command line: rackhand run attach.',
      };
