import { activatePayload } from './activate-payload.ts';
import { deactivatePayload } from './deactivate-payload.ts';
import { getChannelPayloadSupport } from './get-channel-payload-support.ts';
import { getChannelPayloadVersion } from './get-channel-payload-version.ts';
import { getPayloadActivationStatus } from './get-payload-activation-status.ts';
import { getPayloadInstanceInfo } from './get-payload-instance-info.ts';
import { getSolConfiguration } from './get-sol-configuration.ts';
import { setSolConfiguration } from './set-sol-configuration.ts';

/** Serial over LAN: payloads and their configuration. */
export const SOL_COMMANDS = {
  'payload-activate': activatePayload,
  'payload-deactivate': deactivatePayload,
  'payload-status': getPayloadActivationStatus,
  'payload-instance': getPayloadInstanceInfo,
  'payload-support': getChannelPayloadSupport,
  'payload-version': getChannelPayloadVersion,
  'sol-config': getSolConfiguration,
  'sol-config-set': setSolConfiguration,
} as const;
