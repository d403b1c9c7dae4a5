/**
 * xterm.js writes its colours and sizes into <style> elements, which our content security policy refuses (style-src
 * 'self'). Call this while `root` is not in the document yet: the elements are taken out, and what is written into them
 * then and later becomes constructed style sheets, which are script, not markup, and therefore allowed.
 *
 * @returns what takes the sheets away again.
 */
export function adoptStyles(root: HTMLElement): () => void {
  const adopted = [...root.querySelectorAll('style')].map((element) => {
    element.remove();
    const sheet = new CSSStyleSheet();
    const copy = () => sheet.replaceSync(element.textContent);
    copy();
    const observer = new MutationObserver(copy);
    observer.observe(element, { childList: true, characterData: true, subtree: true });
    document.adoptedStyleSheets.push(sheet);
    return { sheet, observer };
  });
  return () => {
    for (const { observer } of adopted) observer.disconnect();
    const sheets = new Set(adopted.map((a) => a.sheet));
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => !sheets.has(s));
  };
}
