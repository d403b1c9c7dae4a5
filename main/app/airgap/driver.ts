/** Readers and writers of the air gap as the trip service uses them: loaded when a round trip is worked on, not before. */
export { listMedia } from '../../media/list.ts';
export { carriersOf, receive } from '../../request/carriers.ts';
export { openKey, traceOf } from '../../request/key.ts';
export { makeRequest, newRequestId, readRequest, viewOf } from '../../request/request.ts';
export { typedFaults } from '../../request/typed.ts';
export { readCarrier } from './carrier.ts';
export { clocks } from './clocks.ts';
export { copyAll, downloadIn, type Stored, takeIn, type WorkOptions, watchFolder } from './depot.ts';
export { importFrom, look } from './importing.ts';
export { ejectAt, wipeAt } from './media.ts';
export { readList } from './read-list.ts';
export { sealOn } from './sealing.ts';
