import { expect, test } from 'vitest';
import { processes } from './processes.ts';

const never = new AbortController().signal;
const node = (code: string, ...args: string[]) => processes.run(process.execPath, ['-e', code, ...args], 1000, never);

test('words arrive as they are, no shell between', async () => {
  const { stdout } = await node('process.stdout.write(JSON.stringify(process.argv.slice(1)))', '$(id)', 'a b', '`x`;y');
  expect(JSON.parse(stdout.toString())).toEqual(['$(id)', 'a b', '`x`;y']);
});

test('an exit status is no failure', async () => {
  const { stdout, stderr } = await node('console.log("out"); console.error("ERROR: no"); process.exit(3)');
  expect([stdout.toString(), stderr.toString()]).toEqual(['out\n', 'ERROR: no\n']);
});

test('no such program, too loud, given up', async () => {
  await expect(processes.run('/nonexistent/racadm', [], 1000, never)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(node('console.log("x".repeat(5000))')).rejects.toMatchObject({
    code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER',
  });
  const aborted = AbortSignal.abort(new Error('enough'));
  await expect(processes.run(process.execPath, ['-e', '0'], 1000, aborted)).rejects.toMatchObject({
    code: 'ABORT_ERR',
  });
});
