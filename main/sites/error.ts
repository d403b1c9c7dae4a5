import { StoreError } from '../store/error.ts';

/**
 * What is wrong with a site, a device or a site file. `site.file` carries `file`, `line` and `column` as params.
 */
export class SiteError extends StoreError {}
