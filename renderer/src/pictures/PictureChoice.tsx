import { FileTrigger } from 'react-aria-components';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';

/** A picture of what was seen: chosen here, or dropped or pasted anywhere on the page (useGivenPicture). */
export function PictureChoice({ onTake }: { onTake: (file: File) => void }) {
  const t = useT();
  return (
    <div className="row">
      <FileTrigger
        acceptedFileTypes={['image/png', 'image/jpeg', 'image/webp']}
        onSelect={(files) => {
          const file = files?.[0];
          if (file) onTake(file);
        }}
      >
        <Button icon="picture" small>
          {t('picture.choose')}
        </Button>
      </FileTrigger>
      <span className="small muted">{t('picture.hint')}</span>
    </div>
  );
}
