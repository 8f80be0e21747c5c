/** The page's own nonce for styles: the server's Content-Security-Policy takes no style element without it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
