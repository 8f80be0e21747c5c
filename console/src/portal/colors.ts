/** Colours as [red, green, blue], 0 to 255. */
type Color = [number, number, number];

const WHITE: Color = [255, 255, 255];
const BLACK: Color = [0, 0, 0];
const STEPS = 40;

/** @returns undefined for what is no `#rgb` or `#rrggbb` */
export function parse(text: string | null | undefined): Color | undefined {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text ?? '');
  if (!match?.[1]) return undefined;
  const digits = match[1].length === 3 ? [...match[1]].map((digit) => digit + digit).join('') : match[1];
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16)) as Color;
}

export function hex(color: Color): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG 2.2, relative luminance. */
function luminance(color: Color): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Color;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio: 1 to 21. */
export function contrast(one: Color, other: Color): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function mixed(color: Color, other: Color, share: number): Color {
  return color.map((part, at) => part + ((other[at] ?? 0) - part) * share) as Color;
}

/** The colour, moved towards black or white just so far that it can be read on the background. */
export function readable(color: Color, background: Color, least: number): Color {
  const away = luminance(background) > 0.18 ? BLACK : WHITE;
  for (let step = 0; step <= STEPS; step++) {
    const tried = mixed(color, away, step / STEPS);
    if (contrast(tried, background) >= least) return tried;
  }
  return away;
}

/** Ten shades from light to dark as Mantine has them, the colour itself as the seventh. */
export function shades(color: Color): string[] {
  const light = [0.93, 0.84, 0.7, 0.55, 0.38, 0.2].map((share) => mixed(color, WHITE, share));
  const dark = [0.14, 0.28, 0.42].map((share) => mixed(color, BLACK, share));
  return [...light, color, ...dark].map(hex);
}
