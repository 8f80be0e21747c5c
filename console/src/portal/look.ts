import { createTheme, type CSSVariablesResolver, type MantineTheme, type MantineThemeOverride } from '@mantine/core';
import { theme as ground } from '../ui/theme';
import type { Look } from './calls';
import { contrast, hex, parse, readable, shades } from './colors';

const DAY = parse('#ffffff')!;
const NIGHT = parse('#242424')!;
/** Of quiet text, which must be readable on the company's background too. */
const QUIET_BY_DAY = parse('#59616e')!;
const QUIET_BY_NIGHT = parse('#a9b0bd')!;
/** Text wants 4.5; the rest is for the tint that it may stand on. */
const READABLE = 5.4;
const TINTED = 6.5;
/** Colours that say something; their text stands on a tint of themselves. */
const MEANINGS = ['teal', 'red', 'yellow', 'blue', 'gray'];
/** White on lighter colours has less contrast than 4.5, so that text on them is black. */
const LIGHT_FROM = 0.18;

export interface Dress {
  theme: MantineThemeOverride;
  resolver: CSSVariablesResolver;
  scheme: 'light' | 'dark' | undefined;
}

/** How the page looks: the company's colours wherever they can be read. */
export function dressOf(look: Look | undefined): Dress {
  const primary = parse(look?.primary_color);
  const background = parse(look?.background_color);
  const byDay = background && contrast(background, QUIET_BY_DAY) >= 4.5;
  const byNight = background && !byDay && contrast(background, QUIET_BY_NIGHT) >= 4.5;
  const wished = look?.theme === 'light' || look?.theme === 'dark' ? look.theme : undefined;
  // A background is either light or dark: the rest goes with it.
  const scheme = byDay ? 'light' : byNight ? 'dark' : wished;
  const body: Record<string, string> = background && (byDay || byNight) ? { '--portal-ground': hex(background) } : {};
  const tinted = (ground: [number, number, number]): Record<string, string> => {
    if (!primary) return {};
    const text = hex(readable(primary, ground, READABLE));
    return {
      '--mantine-color-anchor': text,
      '--mantine-color-brand-text': text,
      '--mantine-color-brand-light-color': text,
      '--mantine-color-brand-outline': text,
      '--portal-focus': text,
    };
  };
  return {
    theme: primary
      ? createTheme({ ...ground, colors: { ...ground.colors, brand: shades(primary) as never }, primaryColor: 'brand', primaryShade: 6, autoContrast: true, luminanceThreshold: LIGHT_FROM })
      : ground,
    resolver: (theme) => ({
      variables: {},
      light: { ...meant(theme, DAY, 9), '--mantine-color-dimmed': hex(QUIET_BY_DAY), '--mantine-color-placeholder': '#6b7280', '--mantine-color-error': '#b42318', ...tinted(DAY), ...body },
      dark: { ...meant(theme, NIGHT, 2), '--mantine-color-dimmed': hex(QUIET_BY_NIGHT), '--mantine-color-placeholder': '#9aa1ad', '--mantine-color-error': '#ff9087', ...tinted(NIGHT), ...body },
    }),
    scheme,
  };
}

/** Badges and notices: readable on their own tint, by day and by night. */
function meant(theme: MantineTheme, ground: [number, number, number], shade: number): Record<string, string> {
  return Object.fromEntries(
    MEANINGS.map((name) => [`--mantine-color-${name}-light-color`, hex(readable(parse(theme.colors[name]?.[shade]) ?? ground, ground, TINTED))]),
  );
}
