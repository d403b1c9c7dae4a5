/**
 * xterm.js writes its colours and sizes into <style> elements, which our content security policy refuses (style-src
 * 'self'). This document hands it stand-ins instead: what is written into one becomes a constructed style sheet, which
 * is script, not markup, and therefore allowed.
 */
function styleStandIn(): HTMLElement {
  const sheet = new CSSStyleSheet();
  const element = document.createElement('span');
  element.hidden = true;
  Object.defineProperty(element, 'textContent', {
    set(css: string) {
      sheet.replaceSync(css);
      if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

/** The document, except that the style elements it creates are stand-ins. */
export function documentWithStandIns(): Document {
  return new Proxy(document, {
    get(target, key) {
      if (key === 'createElement')
        return (name: string) => (name === 'style' ? styleStandIn() : target.createElement(name));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
