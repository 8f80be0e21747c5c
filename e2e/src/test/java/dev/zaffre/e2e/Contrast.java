package dev.zaffre.e2e;

/** How well a page's words can be told from what is behind them (WCAG 2.2, "relative luminance" and "contrast ratio"). */
final class Contrast {
    /** Answers {@code {"width": of the whole page in pixels, "contrasts": [of every heading and paragraph]}} as text. */
    static final String SCRIPT = """
            () => {
              const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const luminance = (colour) => {
                const [red, green, blue] = channels(colour).slice(0, 3).map((part) => part / 255)
                  .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
              };
              const behind = (element) => {
                const colour = getComputedStyle(element).backgroundColor;
                return channels(colour)[3] === 0 ? behind(element.parentElement) : colour;
              };
              const contrast = (element) => {
                const [dark, light] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => a - b);
                return (light + 0.05) / (dark + 0.05);
              };
              return JSON.stringify({
                width: document.documentElement.scrollWidth,
                contrasts: [...document.querySelectorAll("h1, p")].map(contrast),
              });
            }
            """;

    private Contrast() {}
}
