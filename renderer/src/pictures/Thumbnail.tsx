import { useEffect, useRef, useState } from 'react';
import { useT } from '../i18n.ts';

/** Longest side, in pixels of the screen. */
const SIDE = 480;

/**
 * A picture drawn small, `label` being its name for those who do not see it. It has no address: the page may load pictures
 * from nowhere but its own origin, and shall not be allowed to for this.
 */
export function Thumbnail({ picture, label }: { picture: Blob; label: string }) {
  const t = useT();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let gone = false;
    const draw = async () => {
      const image = await createImageBitmap(picture);
      const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
      const context = gone ? null : canvas.current?.getContext('2d');
      if (context) {
        const { canvas: at } = context;
        at.width = Math.max(1, Math.round(image.width * scale));
        at.height = Math.max(1, Math.round(image.height * scale));
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, 0, 0, at.width, at.height);
        setBroken(false);
      }
      image.close();
    };
    draw().catch(() => gone || setBroken(true));
    return () => {
      gone = true;
    };
  }, [picture]);
  return (
    <>
      <canvas ref={canvas} className="thumbnail" role="img" aria-label={label} width={1} height={1} hidden={broken} />
      {broken && <p className="muted">{t('picture.notShown')}</p>}
    </>
  );
}
