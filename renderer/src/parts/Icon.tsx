/** Strokes on a 24 × 24 grid. Always decorative: a text or an accessible name stands beside it. */
const strokes = {
  sites: 'M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01',
  rack: 'M6 3v18M18 3v18M6 6h12M6 10h12M6 14h12M6 18h12',
  run: 'M8 6h12M8 12h12M8 18h12M3 6l1 1 2-2M3 12l1 1 2-2M3.5 18h2',
  power: 'M12 3v8M6.3 6.8a8 8 0 1 0 11.4 0',
  device: 'M3 5h18v6H3zM3 13h18v6H3zM7 8h.01M7 16h.01M11 8h6M11 16h6',
  console: 'M3 5h18v14H3zM7 10l3 2.500-3 2.500M12 15h5',
  trips: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4M12 2v2M12 20v2',
  procedures: 'M5 4h11l3 3v13H5zM9 10h6M9 14h6',
  planner: 'M5 19a2 2 0 1 0 .01 0M19 5a2 2 0 1 0 .01 0M7 21h9a3.500 3.500 0 0 0 0-7H9a3.500 3.500 0 0 1 0-7h8',
  help: 'M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2M12 17.5v.5M4 4h16v16H4z',
  print: 'M7 9V4h10v5M5 9h14v8h-2M5 9v8h2M7 14h10v6H7z',
  journal: 'M6 3h12v18H6zM6 7H4M6 12H4M6 17H4M10 8h4',
  lock: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 14.5v2.5',
  unlock: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2',
  warn: 'M12 4 2.5 20h19zM12 10v5M12 17.5v.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6 6 18',
  unread: 'M4 12h4M10 12h4M16 12h4',
  question: 'M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2M12 17.5v.5M12 3a9 9 0 1 0 .01 0',
  search: 'M10.5 4a6.5 6.5 0 1 0 .01 0M15.5 15.5 20 20',
  keyboard: 'M3 7h18v10H3zM6.5 10.5h.01M10 10.5h.01M14 10.5h.01M17.5 10.5h.01M8 14h8',
  settings: 'M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4',
  clock: 'M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2',
  sensed: 'M3 12h4l2.5-6 5 12 2.5-6h4',
  entered: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  refresh: 'M19 8a8 8 0 1 0 1 6M20 4v5h-5',
  down: 'M12 4v12M7 11l5 5 5-5M5 20h14',
  up: 'M12 20V8M7 12l5-5 5 5M5 4h14',
  plus: 'M12 5v14M5 12h14',
  pencil: 'M4 20l1-4L16 5l3 3L8 19z',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  key: 'M8 12a4 4 0 1 0 .01 0M12 14l8-8M17 9l2 2',
  phone: 'M6 3h4l2 5-2.500 1.500a11 11 0 0 0 5 5L16 12l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z',
  link: 'M4 8h4v8H4zM16 8h4v8h-4zM8 12h8',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15.500 9h.01',
  pause: 'M8 5v14M16 5v14',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  next: 'M12 5v13M7 13l5 5 5-5',
  previous: 'M12 19V6M7 11l5-5 5 5',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  heat: 'M10 4a2 2 0 0 1 4 0v9a4.500 4.500 0 1 1-4 0zM12 9v8',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM9 12h6',
  hand: 'M8 12V6a1.5 1.5 0 0 1 3 0v5M11 11V4.5a1.5 1.5 0 0 1 3 0V11M14 11V6a1.5 1.5 0 0 1 3 0v9a6 6 0 0 1-6 6c-3 0-4.500-2-6-5l-1-2.500a1.400 1.400 0 0 1 2.400-1L8 14',
  branch: 'M7 4v16M7 9c0 4 10 2 10 7M17 16v4M7 4v.01M17 20v.01',
  play: 'M8 5l11 7-11 7z',
  languages: 'M3 6h9M7.500 4v2M10.500 6c-1 4-4 6-7 7M5 9c1 2 3 3.500 5.500 4M12 20l4.500-10L21 20M13.700 16.500h5.600',
} as const;
export type IconName = keyof typeof strokes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={strokes[name]} />
    </svg>
  );
}
