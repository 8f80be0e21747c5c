import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple, parseThemeColor, type VariantColorsResolver } from '@mantine/core';

/** Zaffre is the old name of cobalt blue. White text on shade 7 has a contrast of 7.6. */
const zaffre: MantineColorsTuple = [
  '#eef1ff', '#dbe1fd', '#b3bff8', '#8a9bf4', '#667bf0', '#4e66ee', '#3a53e0', '#2440c8', '#1c34a8', '#142789',
];

/** Badges, alerts and quiet buttons: the library's own text on their ground has a contrast of 2.8 to 3.7, this one of 4.5 and more. */
const readable: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  const { isThemeColor, color } = parseThemeColor({ color: input.color ?? input.theme.primaryColor, theme: input.theme });
  if (input.variant !== 'light' || !isThemeColor) return usual;
  return { ...usual, color: `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 65%, black), var(--mantine-color-${color}-2))` };
};

export const theme = createTheme({
  colors: { zaffre },
  primaryColor: 'zaffre',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  variantColorResolver: readable,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.125rem', lineHeight: '1.4' }, h3: { fontSize: '1rem', lineHeight: '1.4' } } },
  respectReducedMotion: true,
  components: {
    // A title in the alert's own colour has too little contrast on its ground.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    // It is a plain element to the library; its name is only heard with a role.
    Loader: { defaultProps: { role: 'status' } },
    // The page has one banner; the head of a dialog is none.
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
  },
});
