import { afterEach } from 'vitest';
import { lastEnded } from './cli.ts';

// A journey that fails says what its last command said: an exit code alone explains nothing.
afterEach(({ task }) => {
  const error = task.result?.errors?.[0];
  if (!error || !lastEnded) return;
  const { args, code, stdout, stderr } = lastEnded;
  const said = `rackhand ${args.join(' ')} had ended with ${code}:\n${stdout.slice(0, 500)}\n${stderr.slice(-500)}`;
  error.message += `\n${said}`;
  error.stack = `${error.message}\n${error.stack ?? ''}`;
});
