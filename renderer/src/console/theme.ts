import type { ITheme } from '@xterm/xterm';

const names = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;

/** The terminal's colours as the style sheet says: a custom property holds light-dark(), only a used colour is one. */
export function themeOf(within: HTMLElement): ITheme {
  const probe = document.createElement('i');
  probe.hidden = true;
  within.append(probe);
  const colour = (token: string) => {
    probe.style.color = `var(--term-${token})`;
    return getComputedStyle(probe).color;
  };
  const theme: ITheme = {
    background: colour('background'),
    foreground: colour('foreground'),
    cursor: colour('cursor'),
    cursorAccent: colour('background'),
    selectionBackground: colour('selection'),
    selectionInactiveBackground: colour('selection'),
    scrollbarSliderBackground: colour('slider'),
    scrollbarSliderHoverBackground: colour('foreground'),
    scrollbarSliderActiveBackground: colour('foreground'),
  };
  for (const [i, name] of names.entries()) theme[name] = colour(String(i));
  probe.remove();
  return theme;
}
