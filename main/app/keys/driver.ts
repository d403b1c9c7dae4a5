/** The readers of drives, files and texts as the key service uses them: loaded when somebody looks for keys, not before. */
export { listSticks as sticks } from '../../bitlocker/collect/sticks.ts';
export { type Drive, digitsOfSecret, type Given, readVolumes, type Tried } from './drive.ts';
export { gather, type Origin, wipe } from './gather.ts';
export { dashed, exportFile, inTheOpen } from './in-the-open.ts';
