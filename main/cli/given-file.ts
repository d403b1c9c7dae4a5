import { open } from 'node:fs/promises';
import type { Cli } from './context.ts';

/** Of a text that a person gives as a file: a list, a public key. */
const MOST = 1 << 20;

/** Says before any work begins that a file is not there: a usage error (exit code 2) that names it. */
export async function givenFile(path: string, cli: Pick<Cli, 'usage'>): Promise<string> {
  await using file = await opened(path, cli);
  if (!(await file.stat()).isFile()) return cli.usage(`${path} is no file.`);
  return path;
}

/** The text of a small file. Usage errors name it. */
export async function givenText(path: string, cli: Pick<Cli, 'usage'>): Promise<string> {
  await using file = await opened(path, cli);
  const found = await file.stat();
  if (!found.isFile()) return cli.usage(`${path} is no file.`);
  if (found.size > MOST) return cli.usage(`${path} is larger than 1 MB.`);
  return file.readFile('utf8');
}

const opened = (path: string, cli: Pick<Cli, 'usage'>) =>
  open(path, 'r').catch((error: NodeJS.ErrnoException) => cli.usage(`${path} cannot be read (${error.code}).`));
