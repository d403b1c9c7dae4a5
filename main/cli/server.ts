import type { Command } from 'commander';
import type { Device, IdracOrder, Site } from '../../preload/contract.ts';
import type { Plan } from '../actions/plan.ts';
import type { IdracTarget } from '../app/idrac/idrac-service.ts';
import type { Services } from '../app/services.ts';
import { printAction } from './action.ts';
import { ConfirmationError } from './confirm.ts';
import type { Cli } from './context.ts';
import { exitOfAction } from './exit.ts';
import type { Output } from './output.ts';

export interface ServerOptions {
  site: string;
  device: string;
}
export interface OrderOptions extends ServerOptions {
  yesSerial?: string;
}
export interface Hands {
  cli: Cli;
  services: Services;
  output: Output;
  signal: AbortSignal;
}

/** The options by which a Dell server is named. It has to be in a site: its certificate and key are pinned there. */
export const withServer = (command: Command): Command =>
  command
    .requiredOption('--site <site>', 'site, by name or id')
    .requiredOption('--device <device>', 'device of the site, by name, id or service tag');

export const withOrder = (command: Command): Command =>
  withServer(command).option('--yes-serial <tag>', 'go on only if the server has this service tag');

/** @throws CommandError `not-found` */
export const serverOf = ({ finder }: Services, { site, device }: ServerOptions): { site: Site; device: Device } =>
  finder.device(site, device);

/** Logged in; dispose it. @throws CommandError `not-found`, `no-idrac`, `no-password`; the driver's errors */
export async function openServer(services: Services, options: ServerOptions): Promise<IdracTarget> {
  const { site, device } = serverOf(services, options);
  return services.idracs.target(site, device);
}

/** Orders a change of one server through the gate and prints what came of it; the exit code. */
export async function order(what: IdracOrder, options: OrderOptions, hands: Hands): Promise<number> {
  await using target = await openServer(hands.services, options);
  if (options.yesSerial !== undefined) await confirmTag(target, options.yesSerial);
  return await carryOut(await hands.services.idracs.plan(target, what), target, hands);
}

export async function carryOut(plan: Plan, target: IdracTarget, { cli, services, output }: Hands): Promise<number> {
  const result = await services.perform(plan, target, cli.author);
  printAction(output, result);
  return exitOfAction(result);
}

/** @throws ConfirmationError when the server that answers has another service tag than was written or typed */
export async function confirmTag({ bmc, address }: IdracTarget, written: string): Promise<void> {
  const { serial } = await bmc.identity();
  if (serial !== null && serial.toLowerCase() === written.trim().toLowerCase()) return;
  throw new ConfirmationError(
    `Nothing was sent. The server at ${address} has service tag ${serial ?? '(none)'}, which was not confirmed.`,
    'Check the address, and read the tag off the server.',
  );
}
