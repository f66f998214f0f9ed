/* global document, getComputedStyle, Node */
// Runs in the browser, as an expression: the texts whose contrast to their background is below that of WCAG 2.2 AA.
(() => {
  const rgb = (color) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = color.map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!backgroundColor.endsWith(', 0)')) return rgb(backgroundColor);
    }
    return [255, 255, 255];
  };
  const hasText = ({ childNodes }) =>
    [...childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
  return [...document.querySelectorAll('body *')].flatMap((element) => {
    if (!element.checkVisibility() || !hasText(element) || element.matches(':disabled, .unseen, noscript *, script')) {
      return [];
    }
    const { color, fontSize } = getComputedStyle(element);
    const ratio = contrast(rgb(color), backgroundOf(element));
    return ratio < (parseFloat(fontSize) >= 24 ? 3 : 4.5)
      ? [`contrast ${ratio.toFixed(2)}: ${element.textContent.trim()}`]
      : [];
  });
})();
