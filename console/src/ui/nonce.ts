/** The page's own nonce for styles: the server's Content-Security-Policy takes no style element without it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

// The library that keeps the page from scrolling behind a dialog asks for it under this name (get-nonce).
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce();
