const paths = {
  alert: 'M12 3 2 20h20L12 3zm0 6v5m0 3v.5',
  check: 'm4 12.500 5 5L20 6.500',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3.500 2',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  menu: 'M4 6h16M4 12h16M4 18h16',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  download: 'M12 3v12m-5-5 5 5 5-5M4 20h16',
  right: 'm9 5 7 7-7 7',
  left: 'm15 5-7 7 7 7',
  down: 'm5 9 7 7 7-7',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c.500-4.500 3.500-7 8-7s7.500 2.500 8 7',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.500 9.500A2.500 2.500 0 0 1 12 7.500c1.500 0 2.500 1 2.500 2.200 0 1.800-2.500 2-2.500 3.800m0 2.700v.5',
  eye: 'M2 12c2.500-4.500 6-7 10-7s7.500 2.500 10 7c-2.500 4.500-6 7-10 7s-7.500-2.500-10-7zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  plus: 'M12 4v16M4 12h16',
  cross: 'M5 5l14 14M19 5 5 19',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4.500V8m0 3v6',
} as const
export type IconName = keyof typeof paths

/** A line icon beside words; it says nothing that the words do not, so it is hidden from screen readers. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  )
}
