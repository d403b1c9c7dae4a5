import { expect, it } from 'vitest';
import { loaded } from './testing/fixture.ts';
import { CAREFUL, walking } from './testing/remote-support.ts';
import { filesOf } from './testing/shipped.ts';

const library = loaded(filesOf('remote-support'));
it.each(['rs-upgrade-single-manual', 'rs-stepped-upgrade'])('%s', (id) => {
  const driver = walking(library, id, CAREFUL);
  const end = driver.run();
  expect(end.status).toBe('finished');
});
