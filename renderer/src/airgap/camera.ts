import { decodeQR } from 'qr/decode.js';
import { send } from '../store.ts';

/** Pixels of the longer side that are looked at: three per module of the densest code, and quick enough for 10 frames a second. */
const LONGEST = 1024;
/** Milliseconds the decoder may go on trying with one picture. */
const PATIENCE_MS = 60;

/** Why there are no pictures. */
export type CameraFault = 'none' | 'refused' | 'busy';

/**
 * Shows the camera in `video` and tells every text it reads, until the function that comes back is called. The shell lets the
 * page use it only in between. `onLost` is told when the pictures end. Rejects with a `CameraFault`.
 */
export async function watchCamera(
  video: HTMLVideoElement,
  onText: (text: string) => void,
  onLost: (fault: CameraFault) => void,
): Promise<() => void> {
  if (!navigator.mediaDevices?.getUserMedia) throw 'none' satisfies CameraFault;
  await send('app.camera', true);
  let stream: MediaStream;
  try {
    // The camera at the back of a tablet; a laptop has no such thing and gives the one it has.
    const picture = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } };
    stream = await navigator.mediaDevices.getUserMedia({ video: picture, audio: false });
  } catch (error) {
    await send('app.camera', false);
    throw faultOf(error);
  }
  // Unplugged, or taken away by the system; ending it ourselves tells nothing.
  for (const track of stream.getTracks()) track.addEventListener('ended', () => onLost('busy'), { once: true });
  video.srcObject = stream;
  await video.play().catch(() => undefined); // closed in the meantime
  const stop = readFrames(video, onText);
  return () => {
    stop();
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    void send('app.camera', false);
  };
}

function readFrames(video: HTMLVideoElement, onText: (text: string) => void): () => void {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let next = 0;
  const look = () => {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight, 1));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (context && canvas.width > 0 && canvas.height > 0) {
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const text = textIn(context.getImageData(0, 0, canvas.width, canvas.height));
      if (text !== null) onText(text);
    }
    next = video.requestVideoFrameCallback(look);
  };
  next = video.requestVideoFrameCallback(look);
  return () => video.cancelVideoFrameCallback(next);
}

/** The text of a code in a picture; null when there is none that can be read. */
function textIn(picture: ImageData): string | null {
  try {
    return decodeQR(picture, { timeLimit: PATIENCE_MS });
  } catch {
    return null;
  }
}

function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none';
}
