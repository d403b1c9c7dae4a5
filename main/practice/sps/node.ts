/**
 * One simulated SPS node: what its operating system does between power and a running web interface. Pure. Times are
 * simulated seconds. Durations follow the upgrade guide (phase 1 takes 10 to 20 minutes, the firmware reaches the slave
 * within about 60 s); where it gives none they are plausible for a server board.
 */

export const DURATION = {
  /** Operating system going down. */
  stop: 40,
  /** Power-on self-test, boot firmware, start of the core firmware. */
  boot: 120,
  /** Phase 1 of the session database upgrade, before the first boot into new firmware is through. */
  convert: 14 * 60,
  /** The same on a rack with a very large database: past the 30-minute limit, and still no failure. */
  slowConvert: 45 * 60,
  rollBack: 180,
} as const;

export type Phase =
  | { name: 'off' | 'booting' | 'converting' | 'rolling-back' | 'running'; since: number }
  | { name: 'stopping'; since: number; into: 'off' | 'boot' };

export interface NodeState {
  phase: Phase;
  /** Core firmware that runs, or ran last. */
  version: string;
  /** Core firmware that the next boot takes. */
  afterReboot: string;
}

/** What is true around the node when an event reaches it. */
export interface Surroundings {
  /** The master converts the session database; the slave receives it afterwards. */
  role: 'master' | 'slave';
  upgradeFails: boolean;
  slowBoot: boolean;
}

export type NodeEvent =
  | { type: 'power.on' | 'power.off' | 'power.reset' | 'os.shutdown' | 'os.reboot' | 'due' }
  | { type: 'firmware.chosen'; version: string };

export const running = (node: NodeState): boolean => node.phase.name === 'running';
export const off = (node: NodeState): boolean => node.phase.name === 'off';
export const upgradePending = (node: NodeState): boolean => node.afterReboot !== node.version;

/** When the node's present phase ends by itself; null when it lasts until something happens. */
export function dueAt(node: NodeState, around: Surroundings): number | null {
  const { phase } = node;
  switch (phase.name) {
    case 'off':
    case 'running':
      return null;
    case 'stopping':
      return phase.since + DURATION.stop;
    case 'booting':
      return phase.since + DURATION.boot;
    case 'converting':
      return phase.since + (around.slowBoot ? DURATION.slowConvert : DURATION.convert);
    case 'rolling-back':
      return phase.since + DURATION.rollBack;
  }
}

/** The node after `event` at simulated second `at`. Events that mean nothing in the present phase change nothing. */
export function reduceNode(node: NodeState, event: NodeEvent, at: number, around: Surroundings): NodeState {
  const enter = (name: Exclude<Phase['name'], 'stopping'>, rest: Partial<NodeState> = {}): NodeState => ({
    ...node,
    ...rest,
    phase: { name, since: at },
  });
  const { phase } = node;
  switch (event.type) {
    case 'firmware.chosen':
      return { ...node, afterReboot: event.version };
    case 'power.on':
      return off(node) ? enter('booting') : node;
    case 'power.off':
      return off(node) ? node : enter('off');
    case 'power.reset':
      return off(node) ? node : enter('booting');
    case 'os.shutdown':
      return running(node) ? { ...node, phase: { name: 'stopping', since: at, into: 'off' } } : node;
    case 'os.reboot':
      return running(node) ? { ...node, phase: { name: 'stopping', since: at, into: 'boot' } } : node;
    case 'due':
      if (phase.name === 'stopping') return enter(phase.into === 'off' ? 'off' : 'booting');
      if (phase.name === 'booting') return boot(node, enter, around);
      if (phase.name === 'converting') {
        return around.upgradeFails ? enter('rolling-back') : enter('running', { version: node.afterReboot });
      }
      if (phase.name === 'rolling-back') return enter('running', { afterReboot: node.version });
      return node;
  }
}

type Enter = (name: Exclude<Phase['name'], 'stopping'>, rest?: Partial<NodeState>) => NodeState;

function boot(node: NodeState, enter: Enter, around: Surroundings): NodeState {
  if (!upgradePending(node)) return enter('running');
  return around.role === 'master' ? enter('converting') : enter('running', { version: node.afterReboot });
}
