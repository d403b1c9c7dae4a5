import { useEffect } from 'react';

/** Where the person is doing something else, a picture would come as a surprise. */
const busy = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

/** A text that comes with a picture of itself (a table of an office program) belongs into the field that has the focus. */
function isText({ clipboardData, target }: ClipboardEvent): boolean {
  const field = target instanceof HTMLElement && target.closest('input, textarea') !== null;
  return field && (clipboardData?.types.includes('text/plain') ?? false);
}

/**
 * Takes the first file that is pasted or dropped anywhere on the page while `active`. A dropped file that nobody takes would
 * replace the page in a browser.
 */
export function useGivenPicture(active: boolean, take: (file: File) => void): void {
  useEffect(() => {
    if (!active) return;
    const listening = new AbortController();
    const { signal } = listening;
    const takeFirst = (event: Event, files: FileList | undefined) => {
      const file = files?.[0];
      if (!file) return;
      event.preventDefault();
      if (!busy()) take(file);
    };
    document.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault(), { signal });
    document.addEventListener('drop', (event) => takeFirst(event, event.dataTransfer?.files), { signal });
    document.addEventListener(
      'paste',
      (event) => {
        if (!isText(event)) takeFirst(event, event.clipboardData?.files);
      },
      { signal },
    );
    return () => listening.abort();
  }, [active, take]);
}
