import type { Pipe, Session } from './cdp.ts';

/** Says whether a window that a page asks for may open; called with the DevTools session that the window would have. */
type Popup = (opener: string | undefined) => Promise<'allow' | 'deny'>;

const sessions = new Map<string, PromiseWithResolvers<Session>>();
const creating = new Set<Promise<unknown>>();
const gone = new Map<string, () => void>();
let onPopup: Popup = async () => 'deny';

/** Registers who decides about windows that pages open. */
export function decidePopups(decide: Popup): void {
  onPopup = decide;
}

/** Opens a page that waits for `Runtime.runIfWaitingForDebugger`. `closed` is called once it is gone. */
export async function createPage(
  pipe: Pipe,
  size: { width: number; height: number },
  closed: () => void,
): Promise<{ target: string; session: Session }> {
  const request = pipe.root.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...size });
  const claimed = request.then(({ targetId }) => {
    sessions.set(targetId, sessions.get(targetId) ?? Promise.withResolvers());
    gone.set(targetId, closed);
    return targetId;
  });
  creating.add(claimed);
  const target = await claimed.finally(() => creating.delete(claimed));
  const session = await (sessions.get(target) as PromiseWithResolvers<Session>).promise;
  return { target, session };
}

/** Attaches to everything that Chromium opens, before it runs its first script. */
export async function adoptTargets(pipe: Pipe): Promise<void> {
  const adopt = async (id: string, target: string, type: string, opener: string | undefined) => {
    const session = pipe.session(id);
    await Promise.allSettled(creating); // the answer to createTarget may come after the event
    const claim = sessions.get(target);
    if (claim) return claim.resolve(session);
    if (type === 'page' && (await onPopup(opener)) === 'deny') {
      const closed = pipe.root.send('Target.closeTarget', { targetId: target });
      // It shares its opener's thread, which stands still for as long as the new window waits.
      await session.send('Runtime.runIfWaitingForDebugger');
      await closed;
      return;
    }
    await session.send('Runtime.runIfWaitingForDebugger');
  };
  pipe.root.on('Target.attachedToTarget', ({ sessionId, targetInfo: { targetId, type, openerId } }) => {
    adopt(sessionId, targetId, type, openerId).catch(() => {}); // closed in the meantime
  });
  pipe.root.on('Target.detachedFromTarget', ({ targetId }) => {
    if (targetId === undefined) return;
    gone.get(targetId)?.();
    gone.delete(targetId);
    sessions.delete(targetId);
  });
  await pipe.root.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
}
