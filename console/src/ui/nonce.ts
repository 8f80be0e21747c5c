/** The page's own nonce for styles: the server's Content-Security-Policy takes no style element without it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** Dialogs that keep the page behind them still (react-remove-scroll) look for it under this name. */
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce();
