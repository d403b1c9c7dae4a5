import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { Stagehand } from '../../../main/practice/stagehand.ts';
import type { RunView, Site } from '../../../preload/contract.ts';
import { type Background, background, type Ended, rackhand, rackhandJson, root } from './cli.ts';

const answersFile = path.join(root, 'resources/procedures/sps/answers/practice-ha-cluster.yaml');

/** A data folder with a running practice rack, as `rackhand site practice` leaves it. */
export class Rehearsal implements AsyncDisposable {
  readonly home: string;
  site: Site;
  /** The referee: what the rack really did. */
  referee: Stagehand;
  #rack: Background;
  readonly #env: Record<string, string>;

  private constructor(home: string, rack: Background, env: Record<string, string>) {
    this.home = home;
    this.#rack = rack;
    this.#env = env;
    this.site = JSON.parse(rack.first) as Site;
    this.referee = new Stagehand(this.site);
  }

  /** `complete`: with every appliance there is, which takes a moment longer. */
  static async start(
    options: { scale?: number; args?: string[]; env?: Record<string, string>; complete?: boolean } = {},
  ): Promise<Rehearsal> {
    const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-journey-'));
    const env = options.env ?? {};
    const args = ['--json', 'site', 'practice', '--scale', String(options.scale ?? 300), ...(options.args ?? [])];
    if (!options.complete) args.push('--small');
    return new Rehearsal(home, await background(args, { home, env }), env);
  }

  /** Stops the rack and starts a new one in the same data folder. */
  async restart(): Promise<void> {
    await this.#rack.stop();
    this.#rack = await background(['--json', 'site', 'practice', '--small', '--scale', '300'], {
      home: this.home,
      env: this.#env,
    });
    this.site = JSON.parse(this.#rack.first) as Site;
    this.referee = new Stagehand(this.site);
  }

  run(args: readonly string[], env: Record<string, string> = {}, stdin = ''): Promise<Ended> {
    return rackhand(args, { home: this.home, env: { ...this.#env, ...env }, stdin });
  }

  json<T>(args: readonly string[], env: Record<string, string> = {}): Promise<Ended & { document: T }> {
    return rackhandJson<T>(args, { home: this.home, env: { ...this.#env, ...env } });
  }

  /** Starts the cluster upgrade with the answers file, changed by `change`. */
  startUpgrade(change: (answers: Record<string, unknown>) => void = () => {}, env: Record<string, string> = {}) {
    return this.json<RunView>([...upgrade, '--answers', this.answers(change)], env);
  }

  /** Resolves when a console of the device is being recorded. */
  async opened(deviceId: string): Promise<void> {
    const folder = path.join(this.home, 'console');
    const there = () => existsSync(folder) && readdirSync(folder).some((name) => name.includes(deviceId));
    await expect.poll(there, { timeout: 20_000 }).toBe(true);
  }

  /** The practice answers as a file of this rehearsal, after `change`. */
  answers(change: (answers: Record<string, unknown>) => void = () => {}): string {
    const answers = parse(readFileSync(answersFile, 'utf8')) as Record<string, unknown>;
    change(answers);
    return this.answersOf(answers);
  }

  /** These answers as a file of this rehearsal. */
  answersOf(answers: Record<string, unknown>): string {
    const file = path.join(this.home, `answers-${Math.random().toString(36).slice(2)}.yaml`);
    writeFileSync(file, stringify(answers));
    return file;
  }

  device(id: string) {
    const device = this.site.devices.find((candidate) => candidate.id === id);
    if (!device?.bmc) throw new Error(`the practice rack has no ${id} with a BMC`);
    return { ...device, bmc: device.bmc };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rack.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

export const upgrade = [
  ...['run', 'start', 'sps-upgrade-ha-cluster', '--site', 'practice'],
  ...['--bind', 'master=sps-a', '--bind', 'slave=sps-b'],
];

/** Takes every answer from `path` on (in the order of the file) away, so that the run stops there and waits. */
export function upTo(path: string): (answers: Record<string, unknown>) => void {
  return (answers) => {
    const keys = Object.keys(answers);
    const at = keys.indexOf(path);
    if (at < 0) throw new Error(`the answers have no ${path}`);
    for (const key of keys.slice(at)) delete answers[key];
  };
}
